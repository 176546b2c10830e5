import { Menu } from "@mantine/core";
import { IconAlertOctagon, IconArrowMerge, IconArrowUpRight, IconBellOff, IconCalendarPlus, IconCategory, IconDots, IconEye, IconLink, IconMailForward, IconMessages, IconPlus, IconSquareCheck, IconTransferOut, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Ticket } from "../../../contract/tickets.ts";
import { listDesks } from "../../lib/calls.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t, type TextKey } from "../../lib/i18n.ts";
import { useCurrentOffers, useOffers } from "../../lib/offers.ts";
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

/** An act has a key of its own, else a letter that does it while the menu is open: `.` and the letter. */
const keysOf = ({ hotkey, letter }: { hotkey?: string; letter?: string }) =>
  letter === undefined ? (hotkey === undefined ? {} : { hotkey, letter: hotkey.toLowerCase() }) : { hotkey: `. ${letter}`, letter: letter.toLowerCase() };
const KeyOf = ({ act: { hotkey, letter } }: { act: { hotkey?: string | undefined; letter?: string } }) => (hotkey ?? letter) !== undefined && <Key>{(letter ?? hotkey ?? "").toUpperCase()}</Key>;

/** Letters choose from the menu, from the moment it is asked for. */
function useLetters(open: boolean, choose: (letter: string) => boolean): void {
  const current = useRef(choose);
  useEffect(() => {
    current.current = choose;
  });
  useEffect(() => {
    if (!open) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.key.length !== 1 || !current.current(event.key.toLowerCase())) return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [open]);
}

/** Everything else that can be done with a ticket, as far as the person may. */
export function ActsMenu({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const [open, setOpen] = useState<FormName | null>(null);
  const [menu, setMenu] = useState(false);
  const act = useAct(ticket);
  const { can } = ticket;
  const { data: desks } = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: 60_000 });
  const severalDesks = (desks?.items.length ?? 0) > 1;
  const { following, follow } = useFollowing(ticket);
  // what closing sets: who may only solve is not offered it (R2)
  const statuses = desk?.configuration.statuses ?? [];
  const closing = statuses.find((one) => one.state === "closed") ?? statuses.find((one) => one.state === "solved");
  const closable = closing !== undefined && can.statuses.includes(closing.key);
  useHotkeys({
    p: () => can.edit && setOpen("postpone"),
    f: () => can.forward && setOpen("forward"),
    d: () => can.reply && setOpen("side"),
    v: () => can.merge && setOpen("merge"),
    w: () => follow(following === "watching" ? null : "watching"),
    ".": () => setMenu(true),
  });
  const asked: { name: FormName; icon: ReactNode; allowed: boolean; hotkey?: string; letter?: string }[] = [
    { name: "postpone", icon: <IconCalendarPlus size={16} aria-hidden />, allowed: can.edit, hotkey: "P" },
    { name: "close", icon: <IconSquareCheck size={16} aria-hidden />, allowed: closable, letter: "C" },
    { name: "escalate", icon: <IconArrowUpRight size={16} aria-hidden />, allowed: can.escalate, letter: "E" },
    { name: "request-type", icon: <IconCategory size={16} aria-hidden />, allowed: can.edit && !can.retypify && ticket.type !== null, letter: "T" },
    { name: "hand-over", icon: <IconTransferOut size={16} aria-hidden />, allowed: can.edit && severalDesks, letter: "H" },
    { name: "forward", icon: <IconMailForward size={16} aria-hidden />, allowed: can.forward, hotkey: "F" },
    { name: "side", icon: <IconMessages size={16} aria-hidden />, allowed: can.reply, hotkey: "D" },
    { name: "link", icon: <IconLink size={16} aria-hidden />, allowed: can.edit || can.merge, letter: "L" },
    { name: "merge", icon: <IconArrowMerge size={16} aria-hidden />, allowed: can.merge, hotkey: "V" },
  ];
  const run = (wanted: Act) => void act.mutateAsync(wanted).catch((error: unknown) => toast({ kind: "problem", key: "act", text: wordsOf(error) }));
  const atOnce: { wanted: Act; icon: ReactNode; label: TextKey; letter: string }[] = can.remove
    ? [
        { wanted: { act: ticket.unlisted === "spam" ? "not-spam" : "spam" }, icon: <IconAlertOctagon size={16} aria-hidden />, label: ticket.unlisted === "spam" ? "desk.act.not-spam" : "desk.act.spam", letter: "S" },
        { wanted: { act: ticket.unlisted === "deleted" ? "restore" : "delete" }, icon: <IconTrash size={16} aria-hidden />, label: ticket.unlisted === "deleted" ? "desk.act.restore" : "desk.act.delete", letter: "X" },
      ]
    : [];
  const allowed = asked.filter((one) => one.allowed);
  const follows: { state: FollowState | null; icon: ReactNode; label: TextKey; hotkey?: string; letter?: string }[] = [
    { state: following === "watching" ? null : "watching", icon: <IconEye size={16} aria-hidden />, label: following === "watching" ? "desk.act.unwatch" : "desk.act.watch", hotkey: "W" },
    { state: following === "muted" ? null : "muted", icon: <IconBellOff size={16} aria-hidden />, label: following === "muted" ? "desk.act.unmute" : "desk.act.mute", letter: "M" },
  ];
  const offers = [
    ...allowed.map((one) => ({ key: `act-${one.name}`, label: `${t(`desk.act.${one.name}`)}…`, ...keysOf(one), run: () => setOpen(one.name) })),
    ...follows.map((one) => ({ key: one.label, label: t(one.label), ...keysOf(one), run: () => follow(one.state) })),
    ...atOnce.map((one) => ({ key: one.label, label: t(one.label), ...keysOf(one), run: () => run(one.wanted) })),
  ];
  useOffers(offers);
  // what panels beside the ticket offer
  const around = useCurrentOffers();
  const beside = menu ? around.filter((offer) => offer.letter !== undefined && offers.every((own) => own.key !== offer.key)) : [];
  useLetters(menu, (letter) => {
    const chosen = [...offers, ...beside].find((offer) => offer.letter === letter);
    if (chosen === undefined) return false;
    setMenu(false);
    chosen.run();
    return true;
  });
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
            <Menu.Item key={one.name} leftSection={one.icon} rightSection={<KeyOf act={one} />} onClick={() => setOpen(one.name)}>
              {t(`desk.act.${one.name}`)}…
            </Menu.Item>
          ))}
          {beside.map((one) => (
            <Menu.Item key={one.key} leftSection={<IconPlus size={16} aria-hidden />} rightSection={<KeyOf act={one} />} onClick={one.run}>
              {one.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {follows.map((one) => (
            <Menu.Item key={one.label} leftSection={one.icon} rightSection={<KeyOf act={one} />} onClick={() => follow(one.state)}>
              {t(one.label)}
            </Menu.Item>
          ))}
          {atOnce.length > 0 && <Menu.Divider />}
          {atOnce.map((one) => (
            <Menu.Item key={one.label} leftSection={one.icon} rightSection={<KeyOf act={one} />} onClick={() => run(one.wanted)}>
              {t(one.label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {Form && <Form ticket={ticket} desk={desk} onClose={() => setOpen(null)} />}
    </>
  );
}
