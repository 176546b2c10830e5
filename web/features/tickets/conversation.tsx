import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ConversationOrder } from "../../../contract/desks.ts";
import type { TicketPage } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Bone } from "../../ui/skeleton.tsx";
import type { DeskWords } from "../desks/api.ts";
import styles from "./conversation.module.css";
import { RatingCard } from "../satisfaction/rating-card.tsx";
import { ReviewCard } from "../intake/review-card.tsx";
import { SideCard } from "../conversations/side-card.tsx";
import { EventLines } from "./event-lines.tsx";
import { MessageCard } from "./message-card.tsx";
import { timeline, type TimelineItem } from "./timeline.ts";

/** The whole correspondence in the order chosen; its parent scrolls, and opens at the newest message. */
export function Conversation({ page, desk, order }: { page: TicketPage; desk: DeskWords | undefined; order: ConversationOrder }) {
  const [folded, setFolded] = useState(true);
  const items = timeline(page.messages, page.events.items, folded, page.sideConversations, order);
  const newestFirst = order === "newest-first";
  const last = page.messages.at(-1)?.id;
  const root = useRef<HTMLDivElement>(null);
  const seen = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const box = root.current?.parentElement;
    const card = last === undefined ? null : document.getElementById(`message-${last}`);
    if (!box || !card || seen.current === last) return;
    const first = seen.current === undefined;
    seen.current = last;
    if (newestFirst) {
      if (first || box.scrollTop < card.offsetHeight + 200) box.scrollTop = 0;
      return;
    }
    // A new message scrolls into view only for who was reading the end.
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < card.offsetHeight + 200;
    if (first || atEnd) box.scrollTop = first && page.messages.length === 1 ? 0 : card.offsetTop - 12;
  }, [last, page.messages.length, newestFirst]);
  // Frames and pictures find their height late: until the person scrolls, the last message stays where it was put.
  useEffect(() => {
    const box = root.current?.parentElement;
    if (newestFirst || !root.current || !box) return undefined;
    const settle = new ResizeObserver(() => {
      const cards = root.current?.querySelectorAll<HTMLElement>("article");
      const card = cards?.[cards.length - 1];
      if (card && cards.length > 1) box.scrollTop = card.offsetTop - 12;
    });
    settle.observe(root.current);
    // The composer opening takes room from below: what stood above it stays above it.
    let height = box.clientHeight;
    const follow = new ResizeObserver(() => {
      box.scrollTop += height - box.clientHeight;
      height = box.clientHeight;
    });
    follow.observe(box);
    const letGo = () => settle.disconnect();
    const gestures = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
    for (const gesture of gestures) box.addEventListener(gesture, letGo, { once: true, passive: true });
    const timer = setTimeout(letGo, 5000);
    return () => {
      clearTimeout(timer);
      follow.disconnect();
      letGo();
      for (const gesture of gestures) box.removeEventListener(gesture, letGo);
    };
  }, [newestFirst]);

  const show = (item: TimelineItem) => {
    if (item.kind === "message") return <MessageCard key={item.message.id} message={item.message} ticket={page.ticket} />;
    if (item.kind === "side") return <SideCard key={`side${item.side.id}`} side={item.side} messages={item.messages} ticket={page.ticket} />;
    if (item.kind === "events") return <EventLines key={item.key} events={item.events} desk={desk} order={order} page={page} />;
    return (
      <button key="folded" type="button" className={styles.fold} onClick={() => setFolded(false)}>
        {t("desk.conversation.earlier", { count: item.messages })}
      </button>
    );
  };
  return <div ref={root} className={styles.conversation}>
      {page.rating && <RatingCard rating={page.rating} requester={page.ticket.requester} />}
      {page.ticket.review && <ReviewCard review={page.ticket.review} said={page.messages[0]?.text} />}
      {items.map(show)}
    </div>;
}

/** The same boxes, grey. */
export function ConversationSkeleton() {
  return (
    <div className={styles.conversation} aria-hidden>
      {[3, 2, 4].map((lines, index) => (
        <div key={index} className={styles.message}>
          <div className={styles.head}>
            <Bone width={28} height={28} round />
            <div className={styles.who} style={{ display: "grid", gap: 6, paddingTop: 3 }}>
              <Bone width={140} height={10} />
              <Bone width={220} height={8} />
            </div>
          </div>
          <div className={styles.content} style={{ display: "grid", gap: 10 }}>
            {Array.from({ length: lines }, (_, line) => (
              <Bone key={line} width={line === lines - 1 ? "55%" : "100%"} height={10} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
