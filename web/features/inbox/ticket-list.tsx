import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import type { Sort, TicketRow } from "../../../contract/tickets.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { densityOf, useMe } from "../auth/api.ts";
import { useDesk } from "../desks/api.ts";
import { useChangeTicket } from "../tickets/api.ts";
import { useTickets } from "./api.ts";
import styles from "./list.module.css";
import { Row, RowSkeletons } from "./row.tsx";
import { SearchBox } from "./search-box.tsx";
import { listQuery, type ViewKey } from "./views.ts";

interface TicketListProps {
  desk: string;
  view: ViewKey;
  q: string;
  sort: Sort | undefined;
  /** the ticket open beside or over the list */
  open: number | undefined;
  hrefOf: (number: number) => string;
  onOpen: (number: number) => void;
  onSearch: (q: string) => void;
  /** tells who stands before and after the open ticket */
  onNeighbours: (neighbours: { previous: number | undefined; next: number | undefined }) => void;
  /** left of the search box, and right of the filters */
  before: ReactNode;
  after: ReactNode;
}
const rowHeights = { compact: 32, comfortable: 44, touch: 64 };
const touch = matchMedia("(pointer: coarse)");
/** Below this width of the list's pane the two-line row stacks what else stands in columns. */
const stacked = 560;

/** The tickets of a view: endless, live, and for the keyboard first. */
export function TicketList({ desk: deskKey, view, q, sort, open, hrefOf, onOpen, onSearch, onNeighbours, before, after }: TicketListProps) {
  const me = useMe();
  const desk = useDesk(deskKey);
  const change = useChangeTicket();
  const tickets = useTickets(listQuery({ desk: deskKey, view, q }), sort);
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = tickets;
  const search = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number>();
  const density = touch.matches ? "touch" : densityOf(me);
  const rowHeight = rowHeights[density];
  const tall = density !== "compact";

  const { scroller, fresh, toTop } = useStillPlace(rows, rowHeight, `${deskKey} ${view} ${q}`);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, getItemKey: (index) => rows[index]?.number ?? index });
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= rows.length - 12 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [lastShown, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const current = open ?? cursor;
  const at = rows.findIndex((row) => row.number === current);
  const previous = at > 0 ? rows[at - 1]?.number : undefined;
  const next = at >= 0 ? rows[at + 1]?.number : rows[0]?.number;
  useEffect(() => onNeighbours({ previous, next: at >= 0 ? next : undefined }), [previous, next, at, onNeighbours]);
  const step = (to: number | undefined) => {
    if (to === undefined) return;
    virtual.scrollToIndex(rows.findIndex((row) => row.number === to));
    if (open === undefined) setCursor(to);
    else onOpen(to);
  };
  useHotkeys({
    j: () => step(next),
    k: () => step(previous),
    ArrowDown: () => step(next),
    ArrowUp: () => step(previous),
    Enter: () => cursor !== undefined && open === undefined && onOpen(cursor),
    "/": () => search.current?.focus(),
  });

  const solved = desk?.configuration.statuses.find((one) => one.state === "solved")?.key;
  const take = useCallback((row: TicketRow) => me.email && change({ before: row, change: { assignee: me.email }, said: t("desk.row.taken", { number: row.number }) }), [change, me.email]);
  const solve = useCallback((row: TicketRow) => solved && change({ before: row, change: { status: solved, state: "solved" }, said: t("desk.row.solved", { number: row.number }) }), [change, solved]);
  const permissions = me.desks.find((one) => one.key === deskKey)?.permissions ?? [];

  return (
    <section className={styles.list} aria-label={t("desk.list")}>
      <h1 className="visually-hidden">{t(`desk.view.${view}`)}</h1>
      <div className={styles.bar}>
        {before}
        <SearchBox ref={search} q={q} onSearch={onSearch} desk={desk} />
        {after}
      </div>
      <div className={styles.holder}>
        {fresh > 0 && (
          <div className={styles.fresh}>
            <button type="button" onClick={toTop}>
              {t("desk.list.fresh", { count: fresh })}
            </button>
          </div>
        )}
        <div ref={scroller} className={`${styles.rows} ${tall ? styles.tall : styles.compact}`} aria-busy={tickets.isPending} data-stacked={stacked}>
          {tickets.isPending && <RowSkeletons height={rowHeight} tall={tall} />}
          {tickets.isError && rows.length === 0 && <Trouble error={tickets.error} onRetry={() => void tickets.refetch()} />}
          {tickets.isSuccess && rows.length === 0 && <Empty view={view} searching={q !== ""} onClear={() => onSearch("")} />}
          <ul className={styles.inner} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <li key={item.key} className={styles.item} style={{ height: rowHeight, transform: `translateY(${item.start}px)` }} aria-setsize={hasNextPage ? -1 : rows.length} aria-posinset={item.index + 1}>
                  <Row row={row} desk={desk} href={hrefOf(row.number)} open={row.number === open} cursor={row.number === cursor} onOpen={onOpen} onTake={permissions.includes("ticket.assign") && row.assignee !== me.email ? take : undefined} onSolve={permissions.includes("ticket.solve") ? solve : undefined} />
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    </section>
  );
}

/**
 * Keeps what the person looks at in its place when rows arrive above it, and counts what came. At the very top new
 * rows simply appear.
 */
function useStillPlace(rows: TicketRow[], rowHeight: number, list: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const before = useRef<{ list: string; numbers: number[] }>({ list, numbers: [] });
  const [fresh, setFresh] = useState(0);
  useLayoutEffect(() => {
    const box = scroller.current;
    const old = before.current;
    const numbers = rows.map((row) => row.number);
    before.current = { list, numbers };
    if (!box) return;
    if (old.list !== list) {
      box.scrollTop = 0;
      setFresh(0);
      return;
    }
    const first = old.numbers[Math.floor(box.scrollTop / rowHeight)];
    if (box.scrollTop < rowHeight || first === undefined) return;
    const moved = numbers.indexOf(first) - old.numbers.indexOf(first);
    if (numbers.includes(first) && moved !== 0) {
      box.scrollTop += moved * rowHeight;
      if (moved > 0) setFresh((n) => n + moved);
    }
  }, [rows, rowHeight, list]);
  useEffect(() => {
    const box = scroller.current;
    const watch = () => box && box.scrollTop < rowHeight && setFresh(0);
    box?.addEventListener("scroll", watch, { passive: true });
    return () => box?.removeEventListener("scroll", watch);
  }, [rowHeight]);
  return { scroller, fresh, toTop: () => scroller.current?.scrollTo({ top: 0 }) };
}

function Empty({ view, searching, onClear }: { view: ViewKey; searching: boolean; onClear: () => void }) {
  return (
    <div className={styles.state}>
      <h2>{searching ? t("desk.list.not-found") : t(`desk.list.empty.${view}`)}</h2>
      <p>{searching ? t("desk.list.not-found.about") : t("desk.list.empty.about")}</p>
      {searching && <Button onClick={onClear}>{t("desk.list.clear")}</Button>}
    </div>
  );
}

function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <h2>{t("desk.list.unreadable")}</h2>
      <p>{isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? t("ui.unknown-problem"))}</p>
      <Button onClick={onRetry}>{t("ui.try-again")}</Button>
    </div>
  );
}
