import { Menu } from "@mantine/core";
import { IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState, type Ref } from "react";
import { priorities } from "../../../contract/desks.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import type { DeskWords } from "../desks/api.ts";
import { priorityIcons } from "../tickets/facts.tsx";
import styles from "./list.module.css";
import { joinQuery, queryParts, withChip, type QueryParts } from "./query-tokens.ts";

interface SearchBoxProps {
  q: string;
  onSearch: (q: string) => void;
  desk: DeskWords | undefined;
  ref?: Ref<HTMLInputElement>;
}

/** What a filter says, in the desk's words. */
function chipWords({ key, value }: QueryParts["chips"][number], desk: DeskWords | undefined): string {
  if (key === "status") return desk?.status(value) ?? value;
  if (key === "queue") return desk?.queue(value) ?? value;
  if (key === "type") return desk?.type(value) ?? value;
  if (key === "assignee") return value === "me" ? t("desk.me") : value === "none" ? t("desk.nobody") : (desk?.agent(value) ?? value);
  if (key === "priority" && hasText(`desk.priority.${value}`)) return text(`desk.priority.${value}`);
  return value;
}

/** Words and filters: an operator typed or chosen becomes a chip; Enter searches, so does a pause. */
export function SearchBox({ q, onSearch, desk, ref }: SearchBoxProps) {
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
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            else if (event.key === "Backspace" && words === "" && parts.chips.length > 0) without(parts.chips.length - 1);
            else if (event.key === "Escape") {
              if (words) setWords(parts.words);
              event.currentTarget.blur();
            }
          }}
        />
      </div>
      <Filters desk={desk} onAdd={(chip) => onSearch(withChip(joinQuery({ chips: parts.chips, words }), chip))} />
    </>
  );
}

function Filters({ desk, onAdd }: { desk: DeskWords | undefined; onAdd: (chip: string) => void }) {
  const { statuses = [], queues = [], agents = [] } = desk?.configuration ?? {};
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <IconButton label={t("desk.filter.add")} side="bottom">
          <IconFilter size={16} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>{t("desk.fact.status")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {statuses.map((one) => (
              <Menu.Item key={one.key} leftSection={<StateIcon state={one.state} />} onClick={() => onAdd(`status:${one.key}`)}>
                {desk?.status(one.key)}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>{t("desk.fact.assignee")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            <Menu.Item onClick={() => onAdd("assignee:me")}>{t("desk.me")}</Menu.Item>
            <Menu.Item onClick={() => onAdd("assignee:none")}>{t("desk.nobody")}</Menu.Item>
            <Menu.Divider />
            {agents.map((one) => (
              <Menu.Item key={one.email} onClick={() => onAdd(`assignee:${one.email}`)}>
                {one.name}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>{t("desk.fact.queue")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {queues.map((one) => (
              <Menu.Item key={one.key} onClick={() => onAdd(`queue:${one.key}`)}>
                {desk?.queue(one.key)}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>{t("desk.fact.priority")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {priorities.toReversed().map((one) => (
              <Menu.Item key={one} leftSection={priorityIcons[one]} onClick={() => onAdd(`priority:${one}`)}>
                {t(`desk.priority.${one}`)}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      </Menu.Dropdown>
    </Menu>
  );
}
