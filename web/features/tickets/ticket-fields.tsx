import { IconAlertCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TicketField } from "../../../contract/desks.ts";
import { isBlank, wrongIn } from "../../../contract/fields.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import type { DeskWords } from "../desks/api.ts";
import { FieldEditor } from "../fields/field-editor.tsx";
import { fieldWords } from "../fields/values.ts";
import { organizationQuery } from "../organizations/api.ts";
import type { useFacts } from "./facts.tsx";
import { onFillIn } from "./missing.ts";
import styles from "./side-panel.module.css";

/** From this many fields on, optional ones without a value wait behind a button. */
const calmUpTo = 8;
/** Who opens a ticket by mail was not asked: what is needed to open is needed to solve, too. */
const isMissing = (field: TicketField, ticket: Ticket) => field.required !== null && field.kind !== "check" && isBlank(ticket.fields[field.key]);

/** The desk's own fields of the ticket, each saved as it is left; what stands in the way of solving is said. */
export function TicketFields({ ticket, desk, setField }: { ticket: Ticket; desk: DeskWords; setField: ReturnType<typeof useFacts>["setField"] }) {
  const { fields, language } = desk.configuration;
  const [typed, setTyped] = useState<Record<string, unknown>>({});
  const [all, setAll] = useState(false);
  const open = ticket.state !== "solved" && ticket.state !== "closed";
  useEffect(
    () =>
      onFillIn((number, key) => {
        if (number !== ticket.number) return;
        setAll(true);
        // the panel may be opening for it
        setTimeout(() => document.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"] :is(input, textarea, button)`)?.focus(), 60);
      }),
    [ticket.number],
  );
  const hidden = all || fields.length <= calmUpTo ? [] : fields.filter((field) => isBlank(ticket.fields[field.key]) && !isMissing(field, ticket) && typed[field.key] === undefined);
  // what who may not edit reads stands as text: a box would promise that it can be changed
  const told = Object.keys(ticket.fields).filter((key) => !isBlank(ticket.fields[key]) && !(ticket.can.edit && fields.some((field) => field.key === key)));
  const place = new Map(fields.map((field, n) => [field.key, n]));
  if ((fields.length === 0 || !ticket.can.edit) && told.length === 0) return null;

  const leave = (field: TicketField) => (value: unknown) => {
    const was = ticket.fields[field.key] ?? null;
    const now = isBlank(value) && field.kind !== "check" ? null : value;
    // what is wrong stays where it was typed
    if (now !== null && wrongIn(field, now) !== null) return setTyped((before) => ({ ...before, [field.key]: now }));
    setTyped(({ [field.key]: _saved, ...rest }) => rest);
    // what was typed stays where it could not be saved, until it is left anew
    if (JSON.stringify(now) !== JSON.stringify(was)) setField(field.key, now, () => setTyped((before) => ({ [field.key]: now, ...before })));
  };
  return (
    <section className={styles.section} aria-label={t("desk.fields")}>
      {ticket.can.edit && <div className={styles.fields}>
        {fields
          .filter((field) => !hidden.includes(field))
          .map((field) => (
            <div key={field.key}>
              <FieldEditor
                field={field}
                compact
                language={language}
                desk={desk.configuration.key}
                value={field.key in typed ? typed[field.key] : (ticket.fields[field.key] ?? null)}
                onChange={(value) => setTyped((before) => ({ ...before, [field.key]: value }))}
                onLeave={leave(field)}
              />
              {open && isMissing(field, ticket) && !(field.key in typed) && (
                <p className={styles.missing}>
                  <IconAlertCircle size={14} aria-hidden /> {t("desk.field.needed")}
                </p>
              )}
            </div>
          ))}
        {hidden.length > 0 && (
          <button type="button" className={styles.more} onClick={() => setAll(true)}>
            {t("desk.fields.more", { count: hidden.length })}
          </button>
        )}
      </div>}
      {told.length > 0 && (
        <dl className={styles.data} style={ticket.can.edit ? { marginTop: 12 } : undefined}>
          {told.toSorted((a, b) => (place.get(a) ?? fields.length) - (place.get(b) ?? fields.length)).map((key) => (
            <div key={key} style={{ display: "contents" }}>
              <dt>{desk.fieldName(key)}</dt>
              <dd dir="auto">
                <Value field={desk.field(key)} value={ticket.fields[key]} language={language} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** What a field that is no longer asked for, or not the reader's to change, holds. */
function Value({ field, value, language }: { field: TicketField | undefined; value: unknown; language: string }) {
  const id = field?.kind === "organization" && typeof value === "number" ? value : null;
  const organization = useQuery({ ...organizationQuery(id ?? 0), enabled: id !== null, retry: false });
  return field ? fieldWords(field, value, language, () => organization.data?.name) : String(value);
}
