import { useEffect, useState } from "react";
import type { Presence } from "../../../contract/conversations.ts";
import { sayPresence } from "../../lib/calls.ts";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { onWhisper } from "../../lib/live.ts";
import { Face } from "../../ui/face.tsx";
import styles from "./conversations.module.css";

/** In ms: a sign of life this often; while typing, this often; and after this long without one somebody has gone. */
const beat = 20_000;
const typingBeat = 4000;
const gone = 60_000;

const typists = new Set<(ticket: number) => void>();
/** The person writes in a ticket; what is written stays untold. */
export const signalTyping = (ticket: number): void => {
  for (const tell of typists) tell(ticket);
};

type Here = Presence & { at: number };

/** Says that one is here while the page is looked at, and who else is. */
function usePresence(ticket: number): Presence[] {
  const [people, setPeople] = useState<Here[]>([]);
  useEffect(() => {
    let typedAt = 0;
    let ended = false;
    const say = async (state: Presence["state"]) => {
      try {
        const { items } = await sayPresence(ticket, state);
        if (!ended) setPeople(items.map((one) => ({ ...one, at: Date.now() })));
      } catch {
        // who is here is told when the connection is back; nothing depends on it
        if (!ended) setPeople([]);
      }
    };
    const here = () => document.visibilityState === "visible" && void say(Date.now() - typedAt < typingBeat ? "typing" : "viewing");
    const typing = (where: number) => {
      if (where !== ticket || Date.now() - typedAt < typingBeat) return;
      typedAt = Date.now();
      void say("typing");
    };
    here();
    const timer = setInterval(() => {
      here();
      setPeople((all) => all.filter((one) => Date.now() - one.at < gone));
    }, beat);
    typists.add(typing);
    document.addEventListener("visibilitychange", here);
    const deaf = onWhisper("presence", ({ ticket: where, ...one }) => {
      if (where !== ticket) return;
      setPeople((all) => [...all.filter((other) => other.email !== one.email), ...(one.state === "away" ? [] : [{ ...one, at: Date.now() }])]);
    });
    return () => {
      ended = true;
      clearInterval(timer);
      typists.delete(typing);
      document.removeEventListener("visibilitychange", here);
      deaf();
      void sayPresence(ticket, "away").catch(() => {}); // it ends by itself
    };
  }, [ticket]);
  return people;
}

/** One quiet line: which colleagues are at the ticket, and whether they are writing. */
export function PresenceLine({ ticket }: { ticket: number }) {
  const people = usePresence(ticket);
  const typing = people.filter((one) => one.state === "typing");
  const shown = typing.length > 0 ? typing : people;
  const names = list(shown.map((one) => one.name || one.email));
  return (
    <div role="status" aria-live="polite">
      {shown.length > 0 && (
        <p className={styles.presence}>
          {shown.slice(0, 4).map((one) => (
            <Face key={one.email} name={one.name} seed={one.email} size={18} />
          ))}
          <span dir="auto">{t(typing.length > 0 ? "desk.presence.typing" : "desk.presence.viewing", { names, count: shown.length })}</span>
        </p>
      )}
    </div>
  );
}
