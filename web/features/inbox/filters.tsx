import { Menu } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { marks, possessions } from "../../../contract/conditions.ts";
import { priorities } from "../../../contract/desks.ts";
import { now } from "../../lib/clock.ts";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import type { DeskWords } from "../desks/api.ts";
import { priorityIcons } from "../tickets/facts.tsx";
import { quoted } from "./query-tokens.ts";

interface Choice {
  chip: string;
  label: string;
  icon?: ReactNode;
}
const day = 86_400_000;
/** A chip's words go on a sentence; here they begin one. */
const asSentence = (words: string) => words.charAt(0).toLocaleUpperCase() + words.slice(1);
const since = (days: number) => new Date(now() - days * day).toISOString().slice(0, 10);

/** What a list can be narrowed by, with the desk's own values. */
export function Filters({ desk, tags, onOpen, onAdd }: { desk: DeskWords | undefined; tags: readonly string[]; onOpen: () => void; onAdd: (chip: string) => void }) {
  const { statuses = [], queues = [], types = [], agents = [] } = desk?.configuration ?? {};
  const groups: { label: string; choices: Choice[] }[] = [
    { label: t("desk.fact.status"), choices: statuses.map((one) => ({ chip: `status:${one.key}`, label: desk?.status(one.key) ?? one.key, icon: <StateIcon state={one.state} color={one.color} /> })) },
    { label: t("desk.fact.assignee"), choices: [{ chip: "assignee:me", label: t("desk.me") }, { chip: "assignee:none", label: t("desk.nobody") }, ...agents.map((one) => ({ chip: `assignee:${one.email}`, label: one.name }))] },
    { label: t("desk.fact.queue"), choices: queues.map((one) => ({ chip: `queue:${one.key}`, label: desk?.queue(one.key) ?? one.key })) },
    { label: t("desk.fact.type"), choices: [...types.map((one) => ({ chip: `type:${one.key}`, label: desk?.type(one.key) ?? one.key })), { chip: "type:none", label: t("desk.fact.no-type") }] },
    { label: t("desk.fact.tags"), choices: [...tags.slice(0, 50).map((tag) => ({ chip: `tag:${quoted(tag)}`, label: tag })), { chip: "tag:none", label: t("desk.fact.no-tags") }] },
    { label: t("desk.fact.priority"), choices: priorities.toReversed().map((one) => ({ chip: `priority:${one}`, label: t(`desk.priority.${one}`), icon: priorityIcons[one] })) },
    {
      label: t("desk.filter.marks"),
      choices: [
        ...marks.map((one) => ({ chip: `is:${one}`, label: asSentence(t(`desk.filter.is.${one}`)) })),
        ...possessions.map((one) => ({ chip: `has:${one}`, label: asSentence(`${t("desk.filter.has")} ${t(`desk.filter.has.${one}`)}`) })),
        ...(["pending", "granted", "refused"] as const).map((one) => ({ chip: `approval:${one}`, label: t("desk.row.approval", { state: t(`desk.approval.state.${one}`) }) })),
      ],
    },
    {
      label: t("desk.column.created"),
      choices: [
        { chip: `created:${since(0)}`, label: t("desk.filter.today") },
        { chip: `created:>=${since(6)}`, label: t("desk.filter.days", { count: 7 }) },
        { chip: `created:>=${since(29)}`, label: t("desk.filter.days", { count: 30 }) },
        { chip: `created:<${since(29)}`, label: t("desk.filter.older", { count: 30 }) },
      ],
    },
  ];
  return (
    <Menu position="bottom-end" width={220} onOpen={onOpen}>
      <Menu.Target>
        <IconButton label={t("desk.filter.add")} side="bottom">
          <IconFilter size={16} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group) => (
          <Menu.Sub key={group.label}>
            <Menu.Sub.Target>
              <Menu.Sub.Item>{group.label}</Menu.Sub.Item>
            </Menu.Sub.Target>
            <Menu.Sub.Dropdown mah={360} style={{ overflowY: "auto" }}>
              {group.choices.map((one) => (
                <Menu.Item key={one.chip} leftSection={one.icon} onClick={() => onAdd(one.chip)}>
                  <bdi>{one.label}</bdi>
                </Menu.Item>
              ))}
            </Menu.Sub.Dropdown>
          </Menu.Sub>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
