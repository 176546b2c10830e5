import { Modal } from "@mantine/core";
import { useMe } from "../features/auth/api.ts";
import { isMac } from "../lib/hotkeys.ts";
import { t, type TextKey } from "../lib/i18n.ts";
import { Key } from "../ui/button.tsx";
import styles from "./keyboard-sheet.module.css";
import { placesOf } from "./places.tsx";

const mod = isMac ? "⌘" : "Ctrl";
const groups: { title: TextKey; keys: [string[], TextKey][] }[] = [
  {
    title: "desk.keys.list",
    keys: [
      [["J"], "desk.ticket.next"],
      [["K"], "desk.ticket.previous"],
      [["↵"], "desk.keys.open"],
      [["Esc"], "desk.ticket.back"],
      [["/"], "desk.search"],
      [["X"], "desk.keys.choose"],
      [["⇧", "X"], "desk.keys.choose-range"],
      [["Space"], "desk.keys.preview"],
      [["Q"], "desk.fact.queue"],
      [["P"], "desk.act.postpone"],
      [["C"], "desk.new"],
    ],
  },
  {
    title: "desk.keys.ticket",
    keys: [
      [["R"], "desk.reply.write"],
      [["N"], "desk.note.write"],
      [["A"], "desk.keys.assign"],
      [["M"], "desk.row.take"],
      [["S"], "desk.keys.status"],
      [["E"], "desk.row.solve"],
      [["P"], "desk.act.postpone"],
      [["F"], "desk.act.forward"],
      [["D"], "desk.act.side"],
      [["Q"], "desk.keys.queue"],
      [["T"], "desk.keys.type"],
      [["Y"], "desk.keys.priority"],
      [["L"], "desk.keys.tags"],
      [["V"], "desk.act.merge"],
      [["W"], "desk.act.watch"],
      [["U"], "desk.unread.mark"],
      [["."], "desk.acts"],
      [[".", "C"], "desk.act.close"],
      [[".", "E"], "desk.act.escalate"],
      [[".", "N"], "desk.follow-up.plan"],
      [[".", "R"], "desk.follow-up.log-one"],
      [[".", "A"], "desk.approval.ask"],
      [[".", "L"], "desk.act.link"],
      [[".", "K"], "desk.help.from-ticket"],
      [[".", "M"], "desk.act.mute"],
      [[".", "S"], "desk.act.spam"],
      [[".", "X"], "desk.act.delete"],
      [["O"], "desk.keys.order"],
      [["I"], "desk.panel"],
      [["H"], "desk.panel.history"],
      [[mod, "↵"], "desk.reply.send"],
      [["Z"], "desk.undo"],
    ],
  },
  {
    title: "desk.waiting.title",
    keys: [
      [["T"], "desk.waiting.ticket"],
      [["A"], "desk.waiting.add"],
      [["W"], "desk.waiting.keep"],
      [["S"], "desk.fate.spam"],
    ],
  },
  {
    title: "desk.keys.everywhere",
    keys: [
      [[mod, "K"], "desk.palette"],
      [["G", "M"], "desk.view.mine"],
      [["G", "U"], "desk.view.unassigned"],
      [["G", "O"], "desk.view.open"],
      [["G", "W"], "desk.view.pending"],
      [["G", "S"], "desk.view.solved"],
      [["G", "A"], "desk.view.all"],
      [["["], "desk.views.hide"],
      [["?"], "desk.keys"],
    ],
  },
];

/** Every key the desk listens to. */
export function KeyboardSheet({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const places = placesOf(me, undefined).flatMap(({ hotkey, label }): [string[], TextKey][] => (hotkey === undefined ? [] : [[["G", hotkey.toUpperCase()], label]]));
  const shown = groups.map((group) => (group.title === "desk.keys.everywhere" ? { ...group, keys: [...group.keys.slice(0, -2), ...places, ...group.keys.slice(-2)] } : group));
  return (
    <Modal opened onClose={onClose} title={t("desk.keys")} size={760} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.groups}>
        {shown.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={what}>
                  <dt>{t(what)}</dt>
                  <dd>
                    {keys.map((one) => (
                      <Key key={one}>{one}</Key>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
