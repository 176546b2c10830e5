import { IconX } from "@tabler/icons-react";
import { t } from "../../lib/i18n.ts";
import { Picker, type PickerOption } from "../../ui/controls/picker.tsx";
import type { DeskWords } from "../desks/api.ts";
import { joinQuery, queryParts, quoted, withChip } from "../inbox/query-tokens.ts";
import styles from "./reports.module.css";

/** What figures are narrowed by: each choice is a word of the search in the address. */
export function Filters({ q, desk, tags, onChange }: { q: string; desk: DeskWords | undefined; tags: readonly string[]; onChange: (q: string) => void }) {
  const { queues = [], types = [], agents = [], locations = [] } = desk?.configuration ?? {};
  const { chips } = queryParts(q);
  const valueOf = (key: string) => chips.find((chip) => chip.key === key && !chip.negated)?.value ?? "";
  const without = (key: string) => joinQuery({ ...queryParts(q), chips: chips.filter((chip) => chip.key !== key) });
  const choices: { key: string; label: string; options: PickerOption[] }[] = [
    { key: "queue", label: t("desk.report.by.queue"), options: queues.map((one) => ({ value: one.key, label: desk?.queue(one.key) ?? one.key })) },
    { key: "type", label: t("desk.report.by.type"), options: types.map((one) => ({ value: one.key, label: desk?.type(one.key) ?? one.key })) },
    { key: "assignee", label: t("desk.report.by.assignee"), options: agents.map((one) => ({ value: one.email, label: one.name })) },
    { key: "location", label: t("desk.report.by.location"), options: locations.map((one) => ({ value: `#${one.id}`, label: one.name })) },
    { key: "tag", label: t("desk.report.by.tag"), options: tags.map((one) => ({ value: one, label: one })) },
  ];
  const known = new Set(choices.map((choice) => choice.key));
  const others = chips.filter((chip) => !known.has(chip.key));
  return (
    <div className={styles.filters} role="group" aria-label={t("desk.filter.add")}>
      {choices.map(
        ({ key, label, options }) =>
          (options.length > 0 || valueOf(key) !== "") && (
            <Picker
              key={key}
              label={label}
              value={valueOf(key)}
              unset={label}
              options={[{ value: "", label: t("desk.report.any") }, ...options]}
              onChange={(value) => onChange(value === "" ? without(key) : withChip(without(key), `${key}:${quoted(value)}`))}
            />
          ),
      )}
      {others.map((chip) => (
        <button key={chip.text} type="button" className={styles.act} aria-label={t("desk.filter.remove", { filter: chip.text })} onClick={() => onChange(joinQuery({ ...queryParts(q), chips: chips.filter((one) => one !== chip) }))}>
          <bdi>{chip.text}</bdi> <IconX size={14} aria-hidden />
        </button>
      ))}
      {q !== "" && (
        <button type="button" className={styles.act} onClick={() => onChange("")}>
          {t("desk.report.clear")}
        </button>
      )}
    </div>
  );
}
