import { IconRobot } from "@tabler/icons-react";
import { Fragment } from "react";
import type { ConversationOrder } from "../../../contract/desks.ts";
import type { TicketEvent, TicketPage } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Face } from "../../ui/face.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import type { DeskWords } from "../desks/api.ts";
import styles from "./conversation.module.css";
import { eventWords } from "./event-words.ts";
import { LetterFates } from "./letter-fates.tsx";
import { seedOf } from "./seeds.ts";

/** Neighbouring events by the same person within this many ms read as one line. */
const together = 10 * 60_000;

function byActor(events: TicketEvent[]): TicketEvent[][] {
  const groups: TicketEvent[][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && last.actor.name === event.actor.name && Date.parse(event.at) - Date.parse(last.at) < together) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

/** What changed between two messages, told in one quiet line per person. */
export function EventLines({ events, desk, order = "oldest-first", page }: { events: TicketEvent[]; desk: DeskWords | undefined; order?: ConversationOrder; page: Pick<TicketPage, "letters" | "ticket"> }) {
  const groups = byActor(events);
  return (
    <ul className={styles.events}>
      {(order === "newest-first" ? groups.toReversed() : groups).map((group) => {
        const [first] = group;
        if (!first) return null;
        const { name } = first.actor;
        return (
          <li key={first.id} className={styles.event}>
            <span className={styles.eventFace}>{name ? <Face name={name} seed={seedOf(name, desk, page.ticket)} size={16} /> : <IconRobot size={16} aria-hidden />}</span>
            <span className={styles.eventText}>
              <b dir="auto">{name ?? t("desk.automatic")}</b>
              {group.map((event) => {
                const words = eventWords(event, desk);
                return (
                  <Fragment key={event.id}>
                    {"\u00a0· "}
                    {words.what}
                    {words.to !== undefined && (
                      <>
                        {": "}
                        <span className={words.status ? styles.eventValue : styles.eventWords}>
                          {words.status && (
                            <span className={styles.eventState}>
                              <StateIcon state={desk?.stateOf(words.status) ?? "open"} color={desk?.colorOf(words.status)} size={12} />
                            </span>
                          )}
                          <span dir="auto">{words.to}</span>
                        </span>
                      </>
                    )}
                    {event.type === "letter.sent" && <LetterFates event={event} page={page} />}
                  </Fragment>
                );
              })}
              {"\u00a0· "}
              <Timestamp at={first.at} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
