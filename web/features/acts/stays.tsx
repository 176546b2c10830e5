import { labelIn } from "../../../contract/common.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { dayAndTime } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { fieldWords } from "../fields/values.ts";
import { useStays } from "./api.ts";
import styles from "./acts.module.css";

/** Where the ticket was before another desk got it (C10), with what that desk knew of it: only to read. */
export function Stays({ ticket }: { ticket: Ticket }) {
  const { data } = useStays(ticket);
  return data?.items.map((stay) => {
    const words = (labels: Record<string, string>) => labelIn(labels, currentLanguage(), stay.desk.language);
    const facts: [string, string][] = [
      [t("desk.fact.status"), words(stay.status)],
      [t("desk.fact.queue"), words(stay.queue)],
      ...(stay.type === null ? [] : ([[t("desk.fact.type"), words(stay.type)]] satisfies [string, string][])),
      ...stay.fields.map(({ value, ...field }): [string, string] => [words(field.labels), fieldWords({ ...field, required: null, pattern: null, example: null }, value, stay.desk.language)]),
    ];
    return (
      <details key={stay.leftAt} className={styles.stay}>
        <summary>{t("desk.stay", { desk: words(stay.desk.labels) })}</summary>
        <p dir="auto">{t("desk.stay.by", { by: stay.by ?? "", when: dayAndTime(stay.leftAt), reason: stay.reason })}</p>
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt dir="auto">{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    );
  });
}
