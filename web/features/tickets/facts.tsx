import { IconAntennaBars1, IconAntennaBars3, IconAntennaBars5, IconFlame, IconInbox, IconMapPin, IconTag } from "@tabler/icons-react";
import { Popover, TagsInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { priorities, type Priority } from "../../../contract/desks.ts";
import { editableSources, type Ticket, type TicketPatch } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Picker, type PickerOption } from "../../ui/controls/picker.tsx";
import pickerStyles from "../../ui/controls/picker.module.css";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { fieldWords } from "../fields/values.ts";
import { TypeRequestForm } from "../acts/forms.tsx";
import { useMe } from "../auth/api.ts";
import type { DeskWords } from "../desks/api.ts";
import { useChangeTicket } from "./api.ts";
import { checksOf } from "./checks.ts";
import { channelWords } from "./event-words.ts";
import styles from "./ticket-page.module.css";

export const priorityIcons: Record<Priority, ReactNode> = {
  low: <IconAntennaBars1 size={16} color="var(--text-3)" aria-hidden />,
  normal: <IconAntennaBars3 size={16} color="var(--text-3)" aria-hidden />,
  high: <IconAntennaBars5 size={16} color="var(--warn)" aria-hidden />,
  urgent: <IconFlame size={16} color="var(--danger)" aria-hidden />,
};
const nobody = "-";

/** What was removed is still what the ticket has, until something else is chosen. */
const choosable = <T extends { key: string }>(inUse: readonly T[] = [], removed: readonly T[] = [], current: string | null): T[] => [
  ...removed.filter((one) => one.key === current && inUse.every((other) => other.key !== current)),
  ...inUse,
];

/** A ticket's facts as the editors of each: a choice is saved as it is made. */
export function useFacts(ticket: Ticket, desk: DeskWords | undefined) {
  const change = useChangeTicket();
  const me = useMe();
  const set = (patch: TicketPatch & { state?: Ticket["state"] }, field: string, value: string, onError: () => void = () => {}) => change({ before: ticket, change: patch, said: `${field}: ${value}` }, { onError });
  const agents = (desk?.configuration.agents ?? []).filter((one) => one.assignable);
  const used = ticket.location !== null && desk?.configuration.locations.every((one) => one.id !== ticket.location?.id) ? [{ ...ticket.location, code: null }] : [];
  const locations = [...used, ...(desk?.configuration.locations ?? [])];
  const mine = agents.filter((one) => one.email === me.email);
  // what is not theirs to set stands there too, with the reason (R2)
  const statuses = [...new Set([ticket.status, ...ticket.can.statuses, ...ticket.checks.map((one) => one.status)])];
  const configuration = desk?.configuration;
  const options = {
    status: choosable(configuration?.statuses, configuration?.archived.statuses, ticket.status).filter((one) => statuses.includes(one.key)).map((one): PickerOption => ({ value: one.key, label: desk?.status(one.key) ?? one.key, icon: <StateIcon state={one.state} color={one.color} />, checks: checksOf(ticket, one.key, desk) })),
    assignee: [
      ...[...mine, ...agents.filter((one) => one.email !== me.email)].map((one): PickerOption => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} />, ...(one.email === me.email ? { hint: t("desk.me") } : {}) })),
      { value: nobody, label: t("desk.nobody"), icon: <Face name={null} size={18} /> },
    ],
    queue: choosable(configuration?.queues, configuration?.archived.queues, ticket.queue).map((one): PickerOption => ({ value: one.key, label: desk?.queue(one.key) ?? one.key, icon: <IconInbox size={16} color="var(--text-3)" aria-hidden /> })),
    location: [{ value: "", label: t("desk.none") }, ...locations.map((one): PickerOption => ({ value: String(one.id), label: one.name, icon: <IconMapPin size={16} color="var(--text-3)" aria-hidden />, ...(one.code === null ? {} : { hint: one.code }) }))],
    type: [{ value: "", label: t("desk.none") }, ...choosable(configuration?.types, configuration?.archived.types, ticket.type).filter((one) => one.usable || one.key === ticket.type).map((one): PickerOption => ({ value: one.key, label: desk?.type(one.key) ?? one.key }))],
    // how it came otherwise stays to be seen
    source: [...new Set([ticket.source, ...editableSources])].map((one): PickerOption => ({ value: one, label: channelWords(one) })),
    priority: priorities.map((one): PickerOption => ({ value: one, label: t(`desk.priority.${one}`), icon: priorityIcons[one] })),
  };
  return {
    options,
    setStatus: (status: string) => set({ status, ...(desk ? { state: desk.stateOf(status) } : {}) }, t("desk.fact.status"), desk?.status(status) ?? status),
    setAssignee: (email: string) => set({ assignee: email === nobody ? null : email }, t("desk.fact.assignee"), email === nobody ? t("desk.nobody") : (desk?.agent(email) ?? email)),
    setQueue: (queue: string) => set({ queue }, t("desk.fact.queue"), desk?.queue(queue) ?? queue),
    setLocation: (id: string) => set({ location: id === "" ? null : Number(id) }, t("desk.fact.location"), locations.find((one) => String(one.id) === id)?.name ?? t("desk.none")),
    setType: (type: string) => set({ type: type || null }, t("desk.fact.type"), type ? (desk?.type(type) ?? type) : t("desk.none")),
    setPriority: (value: string) => {
      const priority = priorities.find((one) => one === value);
      if (priority) set({ priority }, t("desk.fact.priority"), t(`desk.priority.${priority}`));
    },
    setTags: (tags: string[]) => set({ tags }, t("desk.fact.tags"), tags.join(", ") || t("desk.none")),
    /** `onError`: it was not saved, and the field shows again what it was */
    setField: (key: string, value: unknown, onError: () => void) => {
      const field = desk?.field(key);
      const words = field && desk ? fieldWords(field, value, desk.configuration.language) : String(value ?? "");
      // an organization is known here by its number only: its name stands in the field
      set({ fields: { [key]: value } }, desk?.fieldName(key) ?? key, field?.kind === "organization" && value !== null ? t("desk.saved") : words || t("desk.none"), onError);
    },
    setSource: (value: string) => {
      const source = editableSources.find((one) => one === value);
      if (source) set({ source }, t("desk.source"), channelWords(source));
    },
    setSubject: (subject: string) => set({ subject }, t("desk.fact.subject"), subject),
  };
}

/** How often each fact's list was opened by its key. */
export type FactSignals = Record<"status" | "assign" | "queue" | "priority" | "type" | "tags", number>;

/** One line under the subject. */
export function Facts({ ticket, desk, signals }: { ticket: Ticket; desk: DeskWords | undefined; signals: FactSignals }) {
  const facts = useFacts(ticket, desk);
  const { can } = ticket;
  const assignee = ticket.assignee ?? nobody;
  // who may not change a typification asks for it (C8)
  const mayRetype = can.retypify || ticket.type === null;
  const [wanted, setWanted] = useState<string | null>(null);
  // An assignee who left the desk still shows.
  const assignees = facts.options.assignee.some((one) => one.value === assignee) ? facts.options.assignee : [{ value: assignee, label: ticket.assignedTo?.name ?? assignee, icon: <Face name={assignee} size={18} /> }, ...facts.options.assignee];
  return (
    <div className={styles.facts}>
      <Picker label={t("desk.fact.status")} hotkey="s" value={ticket.status} options={facts.options.status} onChange={facts.setStatus} disabled={can.statuses.length === 0} openSignal={signals.status} />
      <Picker label={t("desk.fact.assignee")} hotkey="a" value={assignee} options={assignees} onChange={facts.setAssignee} disabled={!can.assign} openSignal={signals.assign} />
      <Picker label={t("desk.fact.queue")} hotkey="q" openSignal={signals.queue} value={ticket.queue} options={facts.options.queue} onChange={facts.setQueue} disabled={!can.edit} />
      {facts.options.location.length > 1 && (
        <Picker label={t("desk.fact.location")} value={String(ticket.location?.id ?? "")} options={facts.options.location} onChange={facts.setLocation} disabled={!can.edit} unset={t("desk.fact.no-location")} />
      )}
      <Picker label={t("desk.fact.priority")} hotkey="y" openSignal={signals.priority} value={ticket.priority} options={facts.options.priority} onChange={facts.setPriority} disabled={!can.edit} />
      <Picker label={t("desk.fact.type")} hotkey="t" openSignal={signals.type} value={ticket.type ?? ""} options={facts.options.type} onChange={mayRetype ? facts.setType : setWanted} disabled={!can.edit} unset={t("desk.fact.no-type")} />
      <Tags key={signals.tags} begun={signals.tags > 0} ticket={ticket} onChange={facts.setTags} />
      {wanted !== null && <TypeRequestForm ticket={ticket} desk={desk} wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  );
}

/** @param begun opens with the page: its key was pressed */
function Tags({ ticket, begun, onChange }: { ticket: Ticket; begun: boolean; onChange: (tags: string[]) => void }) {
  const [opened, setOpened] = useState(begun);
  const [tags, setTags] = useState(ticket.tags);
  const leave = (open: boolean) => {
    setOpened(open);
    if (open) setTags(ticket.tags);
    else if (tags.join("\n") !== ticket.tags.join("\n")) onChange(tags);
  };
  return (
    <Popover opened={opened} onChange={leave} position="bottom-end" trapFocus returnFocus width={280}>
      <Popover.Target>
        <button type="button" className={pickerStyles.target} disabled={!ticket.can.edit} title={ticket.tags.length ? undefined : t("desk.fact.no-tags")} onClick={() => leave(!opened)} aria-label={`${t("desk.fact.tags")}: ${ticket.tags.join(", ") || t("desk.none")}`}>
          <IconTag size={16} color="var(--text-3)" aria-hidden />
          {ticket.tags.length > 0 && <span className={pickerStyles.value}>{ticket.tags.join(", ")}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput label={t("desk.fact.tags")} description={t("desk.fact.tags.hint")} value={tags} onChange={setTags} maxTags={50} data-autofocus />
      </Popover.Dropdown>
    </Popover>
  );
}
