import { IconChevronLeft, IconChevronRight, IconFlag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Agenda, AgendaItem, FlagList, RecordedFollowUp } from "../../../contract/follow-ups.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { dayAndTime, shortDate } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { agendaQuery, flagsQuery, useHandOver } from "./api.ts";
import page from "./agenda.module.css";
import styles from "./follow-ups.module.css";
import { MeansIcon, MovePicker, ResultForm } from "./forms.tsx";
import { ShiftsForm } from "./shifts-form.tsx";

interface AgendaPageProps {
  /** absent: today, in the agent's zone */
  day: string | undefined;
  /** absent: one's own */
  agent: string | undefined;
  onGo: (to: { day: string | undefined; agent: string | undefined }) => void;
  hrefOf: (number: number) => string;
  /** what a later slice offers beside the shifts */
  absence?: (agenda: Agenda) => ReactNode;
}

const clockTime = (at: string, timeZone: string) => new Intl.DateTimeFormat(currentLanguage(), { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(at));
const longDay = (day: string) => new Intl.DateTimeFormat(currentLanguage(), { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
const shifted = (day: string, by: number) => new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** An agent's day (C4): overdue first, then by the hour, then what was flagged and what is done. */
export function AgendaPage({ day, agent, onGo, hrefOf, absence }: AgendaPageProps) {
  const query = useQuery(agendaQuery(day, agent));
  const handOver = useHandOver();
  const [unanswered, setUnanswered] = useState<AgendaItem | null>(null);
  const [editing, setEditing] = useState(false);
  const { data } = query;
  const own = agent === undefined;
  const title = !own && data ? t("desk.agenda.of", { name: data.agent.name }) : t("desk.agenda");
  const tools = data?.can.seeOthers && (
    <Picker label={t("desk.agenda.colleague")} value={data.agent.email} onChange={(email) => onGo({ day, agent: email })} options={faces(data)} />
  );
  // what is being written on it is not taken away because it could not be read once more
  if (query.isError && (data === undefined || !isNetworkProblem(query.error)))
    return (
      <Page title={title}>
        <NothingHere title={problemOf(query.error)?.detail ?? problemOf(query.error)?.title ?? t("ui.unknown-problem")}>
          <Button onClick={() => void query.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      </Page>
    );
  if (data === undefined)
    return (
      <Page title={title}>
        <div className={page.group} aria-busy>
          {[1, 2, 3].map((n) => (
            <div key={n} className={page.row}>
              <Bone width={40} />
              <Bone width={18} height={18} round />
              <Bone width="60%" />
            </div>
          ))}
        </div>
      </Page>
    );
  if (editing)
    return (
      <Page title={title} tools={tools}>
        <ShiftsForm agent={data.agent.email} onDone={() => setEditing(false)} />
      </Page>
    );
  const nothing = data.overdue.length + data.items.length + data.done.length + data.flagged.length === 0;
  return (
    <Page title={title} tools={tools}>
      <div className={page.day}>
        <div className={page.turn}>
          <IconButton label={t("desk.agenda.previous")} onClick={() => onGo({ day: shifted(data.day, -1), agent })}>
            <IconChevronLeft size={16} aria-hidden />
          </IconButton>
          <b>{longDay(data.day)}</b>
          <IconButton label={t("desk.agenda.next")} onClick={() => onGo({ day: shifted(data.day, 1), agent })}>
            <IconChevronRight size={16} aria-hidden />
          </IconButton>
        </div>
        {day !== undefined && <Button onClick={() => onGo({ day: undefined, agent })}>{t("desk.agenda.today")}</Button>}
        <span>
          {data.shift.length > 0 ? t("desk.agenda.shift", { hours: data.shift.map((span) => `${clockTime(span.start, data.timeZone)}–${clockTime(span.end, data.timeZone)}`).join(", ") }) : t("desk.agenda.no-shift")}
        </span>
        <span className={page.spring} />
        {absence?.(data)}
        {data.can.editShifts && <Button onClick={() => setEditing(!editing)}>{t("desk.shifts")}</Button>}
        {data.can.seeOthers && data.overdue.length + data.items.length > 0 && (
          <Picker
            label={t("desk.agenda.hand-over")}
            unset={t("desk.agenda.hand-over")}
            value=""
            onChange={(email) => {
              const to = data.colleagues.find((one) => one.email === email);
              if (to) handOver.mutate({ from: data.agent.email, to, until: data.day });
            }}
            options={faces(data).filter((one) => one.value !== data.agent.email)}
          />
        )}
      </div>
      {unanswered && (
        <div className={page.group}>
          <div className={styles.offer} role="status">
            <p>
              {t("desk.follow-up.nobody-answered")} <span dir="auto">({unanswered.subject.requester})</span>
            </p>
            <div className={styles.acts}>
              <a className={buttonClass("primary")} href={hrefOf(unanswered.ticket)}>
                {t("desk.follow-up.write-mail")}
              </a>
              <Button look="quiet" onClick={() => setUnanswered(null)}>
                {t("desk.follow-up.dismiss")}
              </Button>
            </div>
          </div>
        </div>
      )}
      {nothing && <NothingHere title={t("desk.agenda.empty")} about={t("desk.agenda.empty.about")} />}
      <Group title={t("desk.agenda.overdue")} count={data.overdue.length}>
        <Rows items={data.overdue} agenda={data} hrefOf={hrefOf} onUnanswered={setUnanswered} late />
      </Group>
      <Group title={t("desk.agenda.due")} count={data.items.length}>
        <Rows items={data.items} agenda={data} hrefOf={hrefOf} onUnanswered={setUnanswered} />
      </Group>
      <Group title={t("desk.agenda.flagged")} count={data.flagged.length} about={t("desk.agenda.flagged.hint")}>
        <Flagged tickets={data.flagged} hrefOf={hrefOf} />
      </Group>
      {own && data.can.seeOthers && <TeamFlags but={data.agent.email} hrefOf={hrefOf} />}
      <Group title={t("desk.agenda.done")} count={data.done.length}>
        <Rows items={data.done} agenda={data} hrefOf={hrefOf} onUnanswered={setUnanswered} />
      </Group>
    </Page>
  );
}

const faces = (agenda: Agenda) => agenda.colleagues.map((one) => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} /> }));

function Flagged({ tickets, hrefOf }: { tickets: (Agenda["flagged"][number] & { agent?: FlagList["items"][number]["agent"] })[]; hrefOf: (number: number) => string }) {
  return (
    <ul className={page.rows}>
      {tickets.map((ticket) => (
        <li key={ticket.number} className={page.row}>
          <time className={page.time} dateTime={ticket.flaggedAt} title={dayAndTime(ticket.flaggedAt)}>
            {shortDate(ticket.flaggedAt)}
          </time>
          <IconFlag size={18} aria-hidden />
          <span className={styles.what}>
            <a className={page.subject} href={hrefOf(ticket.number)} dir="auto">
              {ticket.subject}
            </a>
            <span className={styles.meta}>
              #{ticket.number}{"\u00a0· "}<span dir="auto">{ticket.requester}</span>
              {ticket.agent && (
                <>
                  {"\u00a0· "}
                  <span dir="auto">{ticket.agent.name}</span>
                </>
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What was flagged of the others' tickets, for who looks after them. */
function TeamFlags({ but, hrefOf }: { but: string; hrefOf: (number: number) => string }) {
  const { data } = useQuery(flagsQuery);
  const others = data?.items.filter((one) => one.agent?.email !== but) ?? [];
  return (
    <Group title={t("desk.agenda.team-flagged")} count={others.length}>
      <Flagged tickets={others} hrefOf={hrefOf} />
    </Group>
  );
}

function Group({ title, count, about, children }: { title: string; count: number; about?: string; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section className={page.group}>
      <h2>
        {title} <span>{count}</span>
      </h2>
      {about && <p>{about}</p>}
      {children}
    </section>
  );
}

interface RowsProps {
  items: AgendaItem[];
  agenda: Agenda;
  hrefOf: (number: number) => string;
  /** a call reached nobody */
  onUnanswered: (item: AgendaItem) => void;
  late?: boolean;
}
function Rows({ items, agenda, hrefOf, onUnanswered, late = false }: RowsProps) {
  return (
    <ul className={page.rows}>
      {items.map((item) => (
        <Row key={item.id} item={item} agenda={agenda} href={hrefOf(item.ticket)} onUnanswered={() => onUnanswered(item)} late={late} />
      ))}
    </ul>
  );
}

function Row({ item, agenda, href, onUnanswered, late }: { item: AgendaItem; agenda: Agenda; href: string; onUnanswered: () => void; late: boolean }) {
  const [open, setOpen] = useState(false);
  const at = item.doneAt ?? item.dueAt;
  const sameDay = new Intl.DateTimeFormat("en-CA", { timeZone: agenda.timeZone }).format(new Date(at)) === agenda.day;
  const finish = (recorded: RecordedFollowUp | null) => {
    setOpen(false);
    if (recorded?.instead) onUnanswered();
  };
  return (
    <li className={page.row}>
      <time className={`${page.time} ${late ? styles.late : ""}`} dateTime={at} title={dayAndTime(at)}>
        {sameDay ? clockTime(at, agenda.timeZone) : new Intl.DateTimeFormat(currentLanguage(), { day: "numeric", month: "short", timeZone: agenda.timeZone }).format(new Date(at))}
      </time>
      <MeansIcon means={item.means} />
      <span className={styles.what}>
        <a className={page.subject} href={href} dir="auto">
          {item.subject.subject}
        </a>
        <span className={styles.meta}>
          <span dir="auto">{item.whom}</span>{"\u00a0· "}{item.whom !== item.subject.requester && <><span dir="auto">{item.subject.requester}</span>{"\u00a0· "}</>}#{item.ticket}
          {item.outcome && (
            <>
              {"\u00a0· "}
              <span className={item.outcome === "reached" ? styles.reached : ""}>{t(`desk.follow-up.${item.outcome}`)}</span>
            </>
          )}
        </span>
        {item.note && <span dir="auto">{item.note}</span>}
      </span>
      {!open && (item.can.record || item.can.move) && (
        <div className={`${styles.acts} ${page.acts}`}>
          {item.can.record && <Button onClick={() => setOpen(true)}>{t("desk.follow-up.record")}</Button>}
          {item.can.move && agenda.colleagues.length > 1 && <MovePicker followUp={item} colleagues={agenda.colleagues} />}
        </div>
      )}
      {open && (
        <div className={page.wide}>
          <ResultForm followUp={item} onDone={finish} />
        </div>
      )}
    </li>
  );
}
