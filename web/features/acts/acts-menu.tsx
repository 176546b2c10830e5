import { Menu } from "@mantine/core";
import { IconAlertOctagon, IconArrowMerge, IconArrowUpRight, IconBellOff, IconCalendarPlus, IconCategory, IconDots, IconEye, IconLink, IconMailForward, IconMessages, IconSquareCheck, IconTransferOut, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { listDesks } from "../../lib/calls.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t, type TextKey } from "../../lib/i18n.ts";
import { useOffers } from "../../lib/offers.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Key } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ForwardForm, SideForm } from "../conversations/forms.tsx";
import type { DeskWords } from "../desks/api.ts";
import type { FollowState } from "../../../contract/conversations.ts";
import { useFollowing } from "../conversations/following.tsx";
import { useAct, wordsOf, type Act } from "./api.ts";
import { CloseForm, EscalateForm, HandOverForm, LinkForm, MergeForm, PostponeForm, TypeRequestForm } from "./forms.tsx";

const forms = { postpone: PostponeForm, close: CloseForm, escalate: EscalateForm, "hand-over": HandOverForm, "request-type": TypeRequestForm, merge: MergeForm, link: LinkForm, forward: ForwardForm, side: SideForm };
type FormName = keyof typeof forms;

/** Everything else that can be done with a ticket, as far as the person may. */
export function ActsMenu({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const [open, setOpen] = useState<FormName | null>(null);
  const [menu, setMenu] = useState(false);
  const act = useAct(ticket);
  const { can } = ticket;
  const { data: desks } = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: 60_000 });
  const severalDesks = (desks?.items.length ?? 0) > 1;
  const { following, follow } = useFollowing(ticket);
  const closable = can.statuses.some((key) => desk?.stateOf(key) === "closed" || desk?.stateOf(key) === "solved");
  useHotkeys({
    p: () => can.edit && setOpen("postpone"),
    f: () => can.forward && setOpen("forward"),
    d: () => can.reply && setOpen("side"),
    v: () => can.merge && setOpen("merge"),
    w: () => follow(following === "watching" ? null : "watching"),
    ".": () => setMenu(true),
  });
  const asked: { name: FormName; icon: ReactNode; allowed: boolean; hotkey?: string }[] = [
    { name: "postpone", icon: <IconCalendarPlus size={16} aria-hidden />, allowed: can.edit, hotkey: "P" },
    { name: "close", icon: <IconSquareCheck size={16} aria-hidden />, allowed: closable },
    { name: "escalate", icon: <IconArrowUpRight size={16} aria-hidden />, allowed: can.escalate },
    { name: "request-type", icon: <IconCategory size={16} aria-hidden />, allowed: can.edit && !can.retypify && ticket.type !== null },
    { name: "hand-over", icon: <IconTransferOut size={16} aria-hidden />, allowed: can.edit && severalDesks },
    { name: "forward", icon: <IconMailForward size={16} aria-hidden />, allowed: can.forward, hotkey: "F" },
    { name: "side", icon: <IconMessages size={16} aria-hidden />, allowed: can.reply, hotkey: "D" },
    { name: "link", icon: <IconLink size={16} aria-hidden />, allowed: can.edit || can.merge },
    { name: "merge", icon: <IconArrowMerge size={16} aria-hidden />, allowed: can.merge, hotkey: "V" },
  ];
  const run = (wanted: Act) => act.mutate(wanted, { onError: (error) => toast({ kind: "problem", key: "act", text: wordsOf(error) }) });
  const atOnce: { wanted: Act; icon: ReactNode; label: TextKey }[] = can.remove
    ? [
        { wanted: { act: ticket.unlisted === "spam" ? "not-spam" : "spam" }, icon: <IconAlertOctagon size={16} aria-hidden />, label: ticket.unlisted === "spam" ? "desk.act.not-spam" : "desk.act.spam" },
        { wanted: { act: ticket.unlisted === "deleted" ? "restore" : "delete" }, icon: <IconTrash size={16} aria-hidden />, label: ticket.unlisted === "deleted" ? "desk.act.restore" : "desk.act.delete" },
      ]
    : [];
  const allowed = asked.filter((one) => one.allowed);
  const follows: { state: FollowState | null; icon: ReactNode; label: TextKey; hotkey?: string }[] = [
    { state: following === "watching" ? null : "watching", icon: <IconEye size={16} aria-hidden />, label: following === "watching" ? "desk.act.unwatch" : "desk.act.watch", hotkey: "W" },
    { state: following === "muted" ? null : "muted", icon: <IconBellOff size={16} aria-hidden />, label: following === "muted" ? "desk.act.unmute" : "desk.act.mute" },
  ];
  useOffers([
    ...allowed.map((one) => ({ key: `act-${one.name}`, label: `${t(`desk.act.${one.name}`)}…`, hotkey: one.hotkey, run: () => setOpen(one.name) })),
    ...follows.map((one) => ({ key: one.label, label: t(one.label), hotkey: one.hotkey, run: () => follow(one.state) })),
    ...atOnce.map((one) => ({ key: one.label, label: t(one.label), run: () => run(one.wanted) })),
  ]);
  const Form = open === null ? null : forms[open];
  return (
    <>
      <Menu opened={menu} onChange={setMenu} position="bottom-end" width={240}>
        <Menu.Target>
          <IconButton label={t("desk.acts")} hotkey="." side="left">
            <IconDots size={16} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {allowed.map((one) => (
            <Menu.Item key={one.name} leftSection={one.icon} rightSection={one.hotkey && <Key>{one.hotkey}</Key>} onClick={() => setOpen(one.name)}>
              {t(`desk.act.${one.name}`)}…
            </Menu.Item>
          ))}
          <Menu.Divider />
          {follows.map((one) => (
            <Menu.Item key={one.label} leftSection={one.icon} rightSection={one.hotkey && <Key>{one.hotkey}</Key>} onClick={() => follow(one.state)}>
              {t(one.label)}
            </Menu.Item>
          ))}
          {atOnce.length > 0 && <Menu.Divider />}
          {atOnce.map((one) => (
            <Menu.Item key={one.label} leftSection={one.icon} onClick={() => run(one.wanted)}>
              {t(one.label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {Form && <Form ticket={ticket} desk={desk} onClose={() => setOpen(null)} />}
    </>
  );
}
