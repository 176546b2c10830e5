import { Menu } from "@mantine/core";
import { IconAlertOctagon, IconArrowMerge, IconArrowUpRight, IconCalendarPlus, IconCategory, IconDots, IconLink, IconMailForward, IconMessages, IconSquareCheck, IconTransferOut, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { listDesks } from "../../lib/calls.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t, type TextKey } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Key } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ForwardForm, SideForm } from "../conversations/forms.tsx";
import type { DeskWords } from "../desks/api.ts";
import { useAct, wordsOf, type Act } from "./api.ts";
import { CloseForm, EscalateForm, HandOverForm, LinkForm, MergeForm, PostponeForm, TypeRequestForm } from "./forms.tsx";

const forms = { postpone: PostponeForm, close: CloseForm, escalate: EscalateForm, "hand-over": HandOverForm, "request-type": TypeRequestForm, merge: MergeForm, link: LinkForm, forward: ForwardForm, side: SideForm };
type FormName = keyof typeof forms;

/** Everything else that can be done with a ticket, as far as the person may. */
export function ActsMenu({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const [open, setOpen] = useState<FormName | null>(null);
  const act = useAct(ticket);
  const { can } = ticket;
  const { data: desks } = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: 60_000 });
  const severalDesks = (desks?.items.length ?? 0) > 1;
  const closable = can.statuses.some((key) => desk?.stateOf(key) === "closed" || desk?.stateOf(key) === "solved");
  useHotkeys({
    p: () => can.edit && setOpen("postpone"),
    f: () => can.forward && setOpen("forward"),
    t: () => can.reply && setOpen("side"),
  });
  const item = (name: FormName, icon: ReactNode, allowed: boolean, key?: string) =>
    allowed && (
      <Menu.Item key={name} leftSection={icon} rightSection={key && <Key>{key}</Key>} onClick={() => setOpen(name)}>
        {t(`desk.act.${name}`)}…
      </Menu.Item>
    );
  const now = (wanted: Act, icon: ReactNode, label: TextKey) => (
    <Menu.Item key={label} leftSection={icon} onClick={() => act.mutate(wanted, { onError: (error) => toast({ kind: "problem", key: "act", text: wordsOf(error) }) })}>
      {t(label)}
    </Menu.Item>
  );
  const Form = open === null ? null : forms[open];
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <IconButton label={t("desk.acts")} side="left">
            <IconDots size={16} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {item("postpone", <IconCalendarPlus size={16} aria-hidden />, can.edit, "P")}
          {item("close", <IconSquareCheck size={16} aria-hidden />, closable)}
          {item("escalate", <IconArrowUpRight size={16} aria-hidden />, can.escalate)}
          {item("request-type", <IconCategory size={16} aria-hidden />, can.edit && !can.retypify && ticket.type !== null)}
          {item("hand-over", <IconTransferOut size={16} aria-hidden />, can.edit && severalDesks)}
          {item("forward", <IconMailForward size={16} aria-hidden />, can.forward, "F")}
          {item("side", <IconMessages size={16} aria-hidden />, can.reply, "T")}
          {item("link", <IconLink size={16} aria-hidden />, can.note)}
          {item("merge", <IconArrowMerge size={16} aria-hidden />, can.merge)}
          {can.remove && <Menu.Divider />}
          {can.remove &&
            (ticket.unlisted === "spam"
              ? now({ act: "not-spam" }, <IconAlertOctagon size={16} aria-hidden />, "desk.act.not-spam")
              : now({ act: "spam" }, <IconAlertOctagon size={16} aria-hidden />, "desk.act.spam"))}
          {can.remove &&
            (ticket.unlisted === "deleted"
              ? now({ act: "restore" }, <IconTrash size={16} aria-hidden />, "desk.act.restore")
              : now({ act: "delete" }, <IconTrash size={16} aria-hidden />, "desk.act.delete"))}
        </Menu.Dropdown>
      </Menu>
      {Form && <Form ticket={ticket} desk={desk} onClose={() => setOpen(null)} />}
    </>
  );
}
