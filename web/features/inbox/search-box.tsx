import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useId, useState, type Ref } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { dayAndTime } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import type { DeskWords } from "../desks/api.ts";
import { Filters } from "./filters.tsx";
import styles from "./list.module.css";
import { joinQuery, queryParts, withChip, type QueryParts } from "./query-tokens.ts";
import { useTags } from "./tags.ts";
import { completed, suggestionsFor } from "./suggestions.ts";

interface SearchBoxProps {
  q: string;
  onSearch: (q: string) => void;
  desk: DeskWords | undefined;
  /** what the list shows: where tags to suggest are found */
  rows: readonly TicketRow[];
  ref?: Ref<HTMLInputElement>;
}

/** A moment from or before which: `>=2026-10-31T23:00Z`. */
const momentWords = (value: string): string => `${value.startsWith("<") ? "<" : "≥"} ${dayAndTime(value.replace(/^[<>=]+/, ""))}`;
/** Whose follow-ups, and when: `ana@x.example,2026-10-31T23:00Z,2026-11-30T23:00Z,reached`. */
function followUpWords(value: string, desk: DeskWords | undefined): string {
  const [who = "", from = "", before = ""] = value.split(",");
  return [who === "any" ? "" : (desk?.agent(who) ?? who), from && dayAndTime(from), before && `< ${dayAndTime(before)}`].filter(Boolean).join(" · ");
}

/** A clock that was met or ran out, and when: `first-reply,missed,2026-10-31T23:00Z,2026-11-30T23:00Z`. */
function clockWords(value: string): string {
  const [kind = "", outcome = "", from = "", before = ""] = value.split(",");
  return [hasText(`desk.clock.${kind}`) ? text(`desk.clock.${kind}`) : kind, outcome === "met" ? t("desk.clock.met") : t("desk.clock.met.late"), from && dayAndTime(from), before && `< ${dayAndTime(before)}`].filter(Boolean).join(" · ");
}

/** What a filter says, in the desk's words. */
function chipWords({ key, value }: QueryParts["chips"][number], desk: DeskWords | undefined): string {
  if (key === "clock") return clockWords(value);
  if (key === "followup") return followUpWords(value, desk);
  return value.split(",").map((one) => valueWords(key, one, desk)).join(", ");
}

function valueWords(key: string, value: string, desk: DeskWords | undefined): string {
  if (key === "status") return desk?.status(value) ?? value;
  if (key === "queue") return desk?.queue(value) ?? value;
  if (key === "type") return desk?.type(value) ?? value;
  if (key === "assignee") return value === "me" ? t("desk.me") : value === "none" ? t("desk.nobody") : (desk?.agent(value) ?? value);
  if (key === "source" && hasText(`desk.channel.${value}`)) return text(`desk.channel.${value}`);
  if (key === "approval" && hasText(`desk.approval.state.${value}`)) return text(`desk.approval.state.${value}`);
  if ((key === "is" || key === "has") && hasText(`desk.filter.${key}.${value}`)) return text(`desk.filter.${key}.${value}`);
  if (/T.*Z$/.test(value)) return momentWords(value);
  if (key === "priority" && hasText(`desk.priority.${value}`)) return text(`desk.priority.${value}`);
  return value;
}

/** Words and filters: an operator typed or chosen becomes a chip; Enter searches, so does a pause. */
export function SearchBox({ q, onSearch, desk, rows, ref }: SearchBoxProps) {
  const parts = queryParts(q);
  // What is typed counts until the address says something else.
  const [typed, setTyped] = useState({ q, words: parts.words });
  const words = typed.q === q ? typed.words : parts.words;
  const setWords = (wanted: string) => setTyped({ q, words: wanted });
  useEffect(() => {
    // Operators half typed are not searched for.
    if (words.trim() === queryParts(q).words || /(^|\s)-?[a-z]+:\S*$/i.test(words)) return undefined;
    const pause = setTimeout(() => onSearch(joinQuery({ chips: queryParts(q).chips, words })), 350);
    return () => clearTimeout(pause);
  }, [words, q, onSearch]);

  const [focused, setFocused] = useState(false);
  const [filtering, setFiltering] = useState(false);
  const [at, setAt] = useState(-1);
  const listId = useId();
  const tags = useTags(desk?.configuration.key, focused || filtering);
  const suggestions = focused ? suggestionsFor(words, desk, rows, tags) : [];
  const choose = (value: string) => {
    setAt(-1);
    const whole = completed(words, value);
    // a key is only the beginning of a filter
    if (value.endsWith(":")) setWords(whole);
    else onSearch(joinQuery(queryParts([...parts.chips.map((one) => one.text), whole].join(" "))));
  };
  const commit = () => onSearch(joinQuery(queryParts([...parts.chips.map((one) => one.text), words].join(" "))));
  const without = (index: number) => onSearch(joinQuery({ chips: parts.chips.filter((_, at) => at !== index), words }));
  return (
    <>
      <div className={styles.search} role="search">
        <IconSearch size={16} aria-hidden />
        {parts.chips.map((chip, index) => (
          <span key={chip.text} className={styles.chip}>
            <span>
              <b>
                {chip.negated && `${t("desk.filter.not")} `}
                {hasText(`desk.filter.${chip.key}`) ? text(`desk.filter.${chip.key}`) : chip.key}
              </b>{" "}
              <bdi>{chipWords(chip, desk)}</bdi>
            </span>
            <button type="button" aria-label={t("desk.filter.remove", { filter: chip.text })} onClick={() => without(index)}>
              <IconX size={14} aria-hidden />
            </button>
          </span>
        ))}
        <input
          ref={ref}
          type="search"
          enterKeyHint="search"
          aria-label={t("desk.search")}
          aria-keyshortcuts="/"
          placeholder={parts.chips.length ? "" : t("desk.search.placeholder")}
          value={words}
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={suggestions[at] ? `${listId}-${at}` : undefined}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => {
            setWords(event.target.value);
            setAt(-1);
          }}
          onKeyDown={(event) => {
            const picked = suggestions[at] ?? (event.key === "Tab" ? suggestions[0] : undefined);
            if (suggestions.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
              event.preventDefault();
              setAt((at + (event.key === "ArrowDown" ? 1 : suggestions.length + (at < 0 ? 1 : 0) - 1)) % suggestions.length);
            } else if (picked && (event.key === "Enter" || event.key === "Tab")) {
              event.preventDefault();
              choose(picked.value);
            } else if (event.key === "Enter") commit();
            else if (event.key === "Backspace" && words === "" && parts.chips.length > 0) without(parts.chips.length - 1);
            else if (event.key === "Escape") {
              if (words) setWords(parts.words);
              event.currentTarget.blur();
            }
          }}
        />
        <div id={listId} className={styles.suggestions} role="listbox" aria-label={t("desk.search.suggestions")} hidden={suggestions.length === 0}>
          {suggestions.map((one, index) => (
            <div
              key={one.value}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              // the field keeps the focus
              onPointerDown={(event) => {
                event.preventDefault();
                choose(one.value);
              }}
            >
              <code>{one.value}</code>
              <bdi>{one.label}</bdi>
            </div>
          ))}
        </div>
      </div>
      <Filters desk={desk} tags={tags} onOpen={() => setFiltering(true)} onAdd={(chip) => onSearch(withChip(joinQuery({ chips: parts.chips, words }), chip))} />
    </>
  );
}
