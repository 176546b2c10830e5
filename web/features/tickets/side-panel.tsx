import { IconArrowBackUp, IconListDetails, IconRobot, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Requester, TicketEvent, TicketPage } from "../../../contract/tickets.ts";
import { listEvents } from "../../lib/calls.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { askedAs } from "../../lib/requester.ts";
import { Face } from "../../ui/face.tsx";
import { MailBody } from "../../ui/mail-body.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import type { DeskWords } from "../desks/api.ts";
import { useUndoEvent } from "./api.ts";
import { eventWords } from "./event-words.ts";
import { useFacts } from "./facts.tsx";
import { seedOf } from "./seeds.ts";
import styles from "./side-panel.module.css";
import { TicketFields } from "./ticket-fields.tsx";
import { TicketFiles } from "./ticket-files.tsx";

export const panelTabs = ["info", "notes", "history"] as const;
export type PanelTab = (typeof panelTabs)[number];
interface SidePanelProps {
  page: TicketPage;
  desk: DeskWords | undefined;
  tab: PanelTab;
  onTab: (tab: PanelTab) => void;
  onClose: () => void;
  onNote: () => void;
  hrefOfQuery: (q: string) => string;
  /** what later slices show: before all else, below the requester's name, and at the end */
  aside?: { first: ReactNode; requester: ReactNode; more: ReactNode } | undefined;
}

/** What stands beside the conversation: the facts, the colleagues' notes, the history. */
export function SidePanel({ page, desk, tab, onTab, onClose, onNote, hrefOfQuery, aside }: SidePanelProps) {
  return (
    <>
      <div className={styles.tabs}>
        <div role="tablist" aria-label={t("desk.panel")}>
          {panelTabs.map((one) => (
            <button key={one} type="button" role="tab" id={`tab-${one}`} aria-controls="ticket-panel" aria-selected={one === tab} className={styles.tab} onClick={() => onTab(one)}>
              {t(`desk.panel.${one}`)}
            </button>
          ))}
        </div>
        <span className={styles.spring} />
        <IconButton label={t("desk.panel.close")} hotkey="i" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </IconButton>
      </div>
      <div role="tabpanel" id="ticket-panel" aria-labelledby={`tab-${tab}`}>
        {tab === "info" && <Info page={page} desk={desk} hrefOfQuery={hrefOfQuery} aside={aside} />}
        {tab === "notes" && <Notes page={page} onNote={onNote} />}
        {tab === "history" && <History page={page} desk={desk} />}
      </div>
    </>
  );
}

function Person({ name, email, phone = null }: { name: string; email: string | null; phone?: Requester["phone"] }) {
  const shown = name || email || phone?.written || "";
  return (
    <div className={styles.person}>
      <Face name={shown} seed={email ?? shown} size={32} />
      <span className={styles.personText}>
        <b dir="auto">{shown}</b>
        {email !== null && <a href={`mailto:${email}`}>{email}</a>}
        {email === null && phone !== null && <a href={`tel:${phone.number}`}>{phone.written}</a>}
      </span>
    </div>
  );
}

function Info({ page, desk, hrefOfQuery, aside }: Pick<SidePanelProps, "page" | "desk" | "hrefOfQuery" | "aside">) {
  const { ticket } = page;
  const facts = useFacts(ticket, desk);
  // An edit belongs to the subject it began with; a colleague's change replaces it.
  const [edit, setEdit] = useState({ of: ticket.subject, text: ticket.subject });
  const subject = edit.of === ticket.subject ? edit.text : ticket.subject;
  const setSubject = (wanted: string) => setEdit({ of: ticket.subject, text: wanted });
  const leave = () => {
    const wanted = subject.replace(/\s+/g, " ").trim();
    if (wanted === "") setSubject(ticket.subject);
    else if (wanted !== ticket.subject) facts.setSubject(wanted);
  };
  return (
    <>
      {aside?.first}
      <section className={styles.section}>
        <h2>{t("desk.requester")}</h2>
        <Person {...ticket.requester} />
        {aside?.requester}
        <a className={styles.others} href={hrefOfQuery(`requester:${askedAs(ticket.requester)}`)}>
          <IconListDetails size={16} aria-hidden /> {t("desk.requester.tickets")}
        </a>
      </section>
      {ticket.cc.length > 0 && (
        <section className={styles.section}>
          <h2>{t("desk.in-copy")}</h2>
          {ticket.cc.map((one) => (
            <Person key={one.email} {...one} />
          ))}
        </section>
      )}
      <section className={styles.section}>
        <h2 id="subject-label">{t("desk.fact.subject")}</h2>
        {ticket.can.edit ? (
          <textarea className={styles.subject} aria-labelledby="subject-label" dir="auto" rows={2} maxLength={1000} value={subject} onChange={(event) => setSubject(event.target.value)} onBlur={leave} onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), event.currentTarget.blur())} />
        ) : (
          <p dir="auto" className={styles.told}>{ticket.subject}</p>
        )}
      </section>
      {desk && <TicketFields key={ticket.number} ticket={ticket} desk={desk} setField={facts.setField} />}
      <section className={styles.section}>
        <dl className={styles.data}>
          <dt>{t("desk.created")}</dt>
          <dd>{dayAndTime(ticket.createdAt)}</dd>
          <dt>{t("desk.updated")}</dt>
          <dd>{dayAndTime(ticket.updatedAt)}</dd>
          {ticket.dueAt && (
            <>
              <dt>{t("desk.due")}</dt>
              <dd>{dayAndTime(ticket.dueAt)}</dd>
            </>
          )}
          <dt>{t("desk.source")}</dt>
          <dd className={styles.editor}>
            <Picker label={t("desk.source")} value={ticket.source} options={facts.options.source} onChange={facts.setSource} disabled={!ticket.can.edit} />
          </dd>
          {ticket.tags.length > 0 && (
            <>
              <dt>{t("desk.fact.tags")}</dt>
              <dd>{ticket.tags.join(", ")}</dd>
            </>
          )}
        </dl>
      </section>
      <TicketFiles page={page} />
      {aside?.more}
    </>
  );
}

function Notes({ page, onNote }: { page: TicketPage; onNote: () => void }) {
  const notes = page.messages.filter((one) => one.kind === "note");
  return (
    <>
      {notes.length === 0 && <p className={styles.empty}>{t("desk.notes.empty")}</p>}
      {notes.toReversed().map((one) => (
        <article key={one.id} className={styles.note}>
          <p className={styles.noteHead}>
            <b dir="auto">{one.author?.name ?? t("desk.automatic")}</b>
            <Timestamp at={one.createdAt} />
          </p>
          <MailBody html={one.html} text={one.text} quoteAt={one.quoteAt} />
        </article>
      ))}
      {page.ticket.can.note && (
        <p className={styles.foot} style={{ paddingTop: 16 }}>
          <Button wide onClick={onNote}>
            {t("desk.note.write")}
          </Button>
        </p>
      )}
    </>
  );
}

function History({ page, desk }: { page: TicketPage; desk: DeskWords | undefined }) {
  const { number } = page.ticket;
  const [wanted, setWanted] = useState(false);
  const older = useInfiniteQuery({
    queryKey: ["events", number, page.events.next],
    queryFn: ({ pageParam, signal }) => listEvents(number, pageParam, { signal }),
    initialPageParam: page.events.next,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: wanted && page.events.next !== null,
  });
  const undo = useUndoEvent(number);
  const events = [...page.events.items, ...(older.data?.pages.flatMap((one) => one.items) ?? [])];
  const more = wanted ? older.hasNextPage : page.events.next !== null;
  return (
    <>
      <ol className={styles.history}>
        {events.map((event) => (
          <Entry key={event.id} event={event} ticket={page.ticket} desk={desk} onUndo={() => undo.mutate(event.id)} />
        ))}
      </ol>
      {more && (
        <p className={styles.foot}>
          <Button wide busy={older.isFetching} onClick={() => (wanted ? void older.fetchNextPage() : setWanted(true))}>
            {t("desk.history.older")}
          </Button>
        </p>
      )}
    </>
  );
}

function Entry({ event, ticket, desk, onUndo }: { event: TicketEvent; ticket: TicketPage["ticket"]; desk: DeskWords | undefined; onUndo: () => void }) {
  const words = eventWords(event, desk);
  const name = event.actor.name ?? t("desk.automatic");
  return (
    <li className={styles.entry}>
      {event.actor.name ? <Face name={name} seed={seedOf(name, desk, ticket)} size={20} /> : <IconRobot size={20} color="var(--text-3)" aria-hidden />}
      <span className={styles.entryText}>
        <b>{words.what}</b>
        {words.to !== undefined && (
          <span className={styles.change}>
            {words.from !== undefined && <><span className={styles.from}>{words.from}</span> → </>}<span dir="auto">{words.to}</span>
          </span>
        )}
        <span className={styles.entryMeta}>
          <span dir="auto">{name}</span> · <Timestamp at={event.at} />
        </span>
      </span>
      {event.undoable && (
        <IconButton label={t("desk.history.undo")} side="left" onClick={onUndo}>
          <IconArrowBackUp size={16} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
