import { IconArrowLeft, IconChevronDown, IconChevronUp, IconLayoutSidebarRight, IconLink, IconSortAscending, IconSortDescending } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import type { Ticket, TicketPage } from "../../../contract/tickets.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { useOffers } from "../../lib/offers.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ActsMenu } from "../acts/acts-menu.tsx";
import { Notices, Relations } from "../acts/notices.tsx";
import { useMe } from "../auth/api.ts";
import { useDesk, type DeskWords } from "../desks/api.ts";
import { onTakenBack } from "../conversations/held.tsx";
import { WatchButton } from "../conversations/following.tsx";
import { PresenceLine } from "../conversations/presence.tsx";
import { ticketQuery } from "./api.ts";
import { ComposerDock } from "./composer.tsx";
import { Conversation, ConversationSkeleton } from "./conversation.tsx";
import { draftName, hasDraft, type DraftKind } from "./drafts.ts";
import { Facts, useFacts } from "./facts.tsx";
import { onFillIn } from "./missing.ts";
import { useOrder } from "./order.ts";
import { SidePanel, type PanelTab } from "./side-panel.tsx";
import styles from "./ticket-page.module.css";

interface TicketPageProps {
  number: number;
  onBack: () => void;
  /** to the neighbour in the list; undefined at its end */
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  hrefOf: (number: number) => string;
  hrefOfQuery: (q: string) => string;
  /** what later slices show beside the number, and among the facts; `write` opens the composer */
  aside?: TicketAside;
}
export type TicketAside = (ticket: Ticket, desk: DeskWords | undefined, write: (kind: DraftKind) => void) => { head: ReactNode; notices: ReactNode; first: ReactNode; requester: ReactNode; more: ReactNode };

/** A ticket: its facts, its conversation, and the way to answer. */
export function TicketView(props: TicketPageProps) {
  const { number, onBack } = props;
  const query = useQuery(ticketQuery(number));
  useEffect(() => {
    if (query.data) document.title = `${query.data.ticket.subject} · #${number}`;
  }, [query.data, number]);
  useHotkeys({ Escape: onBack, u: onBack });

  // what is no longer one's to see does not stay on the page
  const missing = query.isError && problemOf(query.error)?.status === 404;
  if (query.data && !missing) return <Loaded key={number} {...props} data={query.data} />;
  if (query.isError) {
    return (
      <section className={styles.page}>
        <div className={styles.state} role="alert">
          <h1>{missing ? t("desk.ticket.missing") : t("desk.ticket.unreadable")}</h1>
          <p>{missing ? t("desk.ticket.missing.about", { number }) : isNetworkProblem(query.error) ? t("ui.network") : (problemOf(query.error)?.detail ?? t("ui.unknown-problem"))}</p>
          {missing ? <Button onClick={onBack}>{t("desk.ticket.back")}</Button> : <Button onClick={() => void query.refetch()}>{t("ui.try-again")}</Button>}
        </div>
      </section>
    );
  }
  return (
    <section className={styles.page} aria-busy aria-label={t("desk.ticket.loading")}>
      <header className={styles.header}>
        <div style={{ padding: "8px 0 6px" }}>
          <Bone width="60%" height={14} />
        </div>
        <div className={styles.facts}>
          {[110, 130, 120, 96].map((width) => (
            <Bone key={width} width={width} height={28} />
          ))}
        </div>
      </header>
      <div className={styles.main}>
        <ConversationSkeleton />
      </div>
    </section>
  );
}

/** Wide enough to show the side panel without being asked: ticket-page.module.css floats it below that. */
const panelFits = 1040;

function Loaded({ number, onBack, onPrevious, onNext, hrefOf, hrefOfQuery, aside, data }: TicketPageProps & { data: TicketPage }) {
  const { ticket } = data;
  const desk = useDesk(ticket.desk);
  const me = useMe();
  const facts = useFacts(ticket, desk);
  const { order, turn } = useOrder(desk);
  const page = useRef<HTMLElement>(null);
  const [writing, setWriting] = useState<DraftKind | null>(() => ((["reply", "note"] as const).find((kind) => hasDraft(draftName(me, number, kind))) ?? null));
  const [panel, setPanel] = useState(false);
  const [narrow, setNarrow] = useState(false);
  const [tab, setTab] = useState<PanelTab>("info");
  const [signals, setSignals] = useState({ status: 0, assign: 0, queue: 0, priority: 0, type: 0, tags: 0 });
  useEffect(() => onTakenBack((where) => where === number && setWriting("reply")), [number]);
  useLayoutEffect(() => setPanel((page.current?.clientWidth ?? 0) >= panelFits), []);
  useEffect(() => {
    const watching = new ResizeObserver(([entry]) => setNarrow((entry?.contentRect.width ?? 0) < panelFits));
    if (page.current) watching.observe(page.current);
    return () => watching.disconnect();
  }, []);

  useEffect(() => onFillIn((where) => where === number && (setTab("info"), setPanel(true))), [number]);

  const solved = ticket.can.statuses.find((key) => desk?.stateOf(key) === "solved");
  const copyLink = async () => {
    await navigator.clipboard.writeText(new URL(hrefOf(number), location.href).href);
    toast({ key: "copied", text: t("desk.link.copied") });
  };
  const signal = (fact: keyof typeof signals) => setSignals((now) => ({ ...now, [fact]: now[fact] + 1 }));
  /** The panel lies over a narrow conversation: who writes wants to see what they write. */
  const write = (kind: DraftKind) => {
    setWriting(kind);
    if (narrow) setPanel(false);
  };
  const openPanel = (wanted: PanelTab) => {
    setTab(wanted);
    setPanel(true);
  };
  useHotkeys({
    r: () => ticket.can.reply && write("reply"),
    n: () => ticket.can.note && write("note"),
    a: () => signal("assign"),
    s: () => signal("status"),
    q: () => signal("queue"),
    t: () => signal("type"),
    y: () => signal("priority"),
    l: () => ticket.can.edit && signal("tags"),
    m: () => ticket.can.assign && ticket.assignee !== me.email && me.email && facts.setAssignee(me.email),
    e: () => solved && ticket.status !== solved && facts.setStatus(solved),
    o: turn,
    i: () => setPanel(!panel),
    h: () => openPanel("history"),
  });
  useOffers([
    ...(ticket.can.reply ? [{ key: "reply", label: t("desk.reply.write"), hotkey: "R", run: () => write("reply") }] : []),
    ...(ticket.can.note ? [{ key: "note", label: t("desk.note.write"), hotkey: "N", run: () => write("note") }] : []),
    ...(ticket.can.assign ? [{ key: "assign", label: t("desk.keys.assign"), hotkey: "A", run: () => signal("assign") }] : []),
    ...(ticket.can.assign && me.email && ticket.assignee !== me.email ? [{ key: "take", label: t("desk.row.take"), hotkey: "M", run: () => void (me.email && facts.setAssignee(me.email)) }] : []),
    ...(ticket.can.statuses.length > 0 ? [{ key: "status", label: t("desk.keys.status"), hotkey: "S", run: () => signal("status") }] : []),
    ...(ticket.can.edit
      ? [
          { key: "queue", label: t("desk.keys.queue"), hotkey: "Q", run: () => signal("queue") },
          { key: "type", label: t("desk.keys.type"), hotkey: "T", run: () => signal("type") },
          { key: "priority", label: t("desk.keys.priority"), hotkey: "Y", run: () => signal("priority") },
          { key: "tags", label: t("desk.keys.tags"), hotkey: "L", run: () => signal("tags") },
        ]
      : []),
    { key: "order", label: t(order === "newest-first" ? "desk.order.oldest-first" : "desk.order.newest-first"), hotkey: "O", run: turn },
    ...(solved && ticket.status !== solved ? [{ key: "solve", label: t("desk.row.solve"), hotkey: "E", run: () => facts.setStatus(solved) }] : []),
    { key: "history", label: t("desk.panel.history"), hotkey: "H", run: () => openPanel("history") },
    { key: "link-copy", label: t("desk.link.copy"), run: () => void copyLink() },
  ]);

  const beside = aside?.(ticket, desk, write);
  // each keeps its key: turning the order moves them, and what is being written stays
  const parts = [
    // what scrolls is scrolled by key, too
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div key="conversation" className={styles.scroller} tabIndex={0} role="region" aria-label={t("desk.conversation")}>
      <Conversation page={data} desk={desk} order={order} />
    </div>,
    <PresenceLine key="presence" ticket={number} />,
    <ComposerDock key="composer" ticket={ticket} desk={desk} open={writing} onKind={write} onClose={() => setWriting(null)} />,
  ];

  return (
    <section ref={page} className={styles.page} aria-labelledby="ticket-subject">
      <header className={styles.header}>
        <div className={styles.title}>
          <IconButton className={styles.back ?? ""} label={t("desk.ticket.back")} hotkey="Esc" onClick={onBack}>
            <IconArrowLeft size={20} aria-hidden />
          </IconButton>
          <h1 id="ticket-subject" title={ticket.subject}>
            <bdi>{ticket.subject}</bdi>
          </h1>
          <div className={styles.meta}>
            <span className={styles.number}>#{number}</span>
            {beside?.head}
          </div>
          <div className={styles.buttons}>
            <IconButton className={styles.neighbour ?? ""} label={t("desk.ticket.previous")} hotkey="k" disabled={!onPrevious} onClick={onPrevious}>
              <IconChevronUp size={16} aria-hidden />
            </IconButton>
            <IconButton className={styles.neighbour ?? ""} label={t("desk.ticket.next")} hotkey="j" disabled={!onNext} onClick={onNext}>
              <IconChevronDown size={16} aria-hidden />
            </IconButton>
            <IconButton className={styles.neighbour ?? ""} label={t("desk.link.copy")} onClick={() => void copyLink()}>
              <IconLink size={16} aria-hidden />
            </IconButton>
            <IconButton className={styles.neighbour ?? ""} label={t(`desk.order.${order}`)} hotkey="o" onClick={turn}>
              {order === "newest-first" ? <IconSortDescending size={16} aria-hidden /> : <IconSortAscending size={16} aria-hidden />}
            </IconButton>
            <WatchButton ticket={ticket} className={styles.neighbour ?? ""} />
            <ActsMenu ticket={ticket} desk={desk} />
            <IconButton label={t("desk.panel")} hotkey="i" aria-pressed={panel} onClick={() => setPanel(!panel)}>
              <IconLayoutSidebarRight size={16} aria-hidden />
            </IconButton>
          </div>
        </div>
        <Facts ticket={ticket} desk={desk} signals={signals} />
        <Notices ticket={ticket} desk={desk} />
        {beside?.notices}
        <Relations ticket={ticket} desk={desk} hrefOf={hrefOf} />
      </header>
      <div className={styles.body}>
        <div className={styles.main} data-order={order}>{order === "newest-first" ? parts.toReversed() : parts}</div>
        <aside className={styles.panel} hidden={!panel} aria-label={t("desk.panel")}>
          {panel && <SidePanel page={data} desk={desk} tab={tab} onTab={setTab} onClose={() => setPanel(false)} onNote={() => write("note")} hrefOfQuery={hrefOfQuery} aside={beside} />}
        </aside>
      </div>
    </section>
  );
}
