import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Sort, TicketRow } from "../../../contract/tickets.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { t } from "../../lib/i18n.ts";
import { AnchoredPicker } from "../../ui/controls/anchored-picker.tsx";
import { densityOf, useChangeMe, useMe } from "../auth/api.ts";
import { useDesk } from "../desks/api.ts";
import { choiceLabel } from "./act-options.tsx";
import { useTickets } from "./api.ts";
import { BulkBar, BulkReport } from "./bulk-bar.tsx";
import { columnsOf, tableWidth, type Columns } from "./columns.ts";
import { useListActs } from "./list-acts.ts";
import { Empty, Trouble } from "./list-states.tsx";
import styles from "./list.module.css";
import { Preview } from "./preview.tsx";
import { Row, RowSkeletons } from "./row.tsx";
import { SearchBox } from "./search-box.tsx";
import { useSelection } from "./selection.ts";
import { useStillPlace } from "./still-place.ts";
import { TableHead } from "./table-head.tsx";
import { listQuery, type ListView } from "./views.ts";

interface TicketListProps {
  desk: string;
  view: ListView;
  q: string;
  sort: Sort | undefined;
  /** the ticket open beside or over the list */
  open: number | undefined;
  hrefOf: (number: number) => string;
  onOpen: (number: number) => void;
  onSearch: (q: string) => void;
  onSort: (sort: Sort) => void;
  /** searches the same in all tickets of the desk; absent where this is what is listed */
  onEverywhere: (() => void) | undefined;
  /** tells who stands before and after the open ticket */
  onNeighbours: (neighbours: { previous: number | undefined; next: number | undefined }) => void;
  /** left of the search box, and right of the filters */
  before: ReactNode;
  after: ReactNode;
}
const rowHeights = { compact: 32, comfortable: 44, table: 32, touch: 64 };
/** The table's head stands over the first row. */
const headHeight = 30;
const touch = matchMedia("(pointer: coarse)");
/** From this width of the window on a table has room. */
const wide = matchMedia("(min-width: 90em)");

/** The tickets of a view: endless, live, and for the keyboard first. */
export function TicketList({ desk: deskKey, view, q, sort, open, hrefOf, onOpen, onSearch, onSort, onEverywhere, onNeighbours, before, after }: TicketListProps) {
  const me = useMe();
  const desk = useDesk(deskKey);
  const asked = listQuery({ desk: deskKey, view: view.q, q });
  const order = sort ?? view.sort;
  const tickets = useTickets(asked, order);
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = tickets;
  const search = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number>();
  const [preview, setPreview] = useState<{ row: TicketRow; at: DOMRect }>();
  const showPreview = useCallback((row: TicketRow, where: DOMRect) => setPreview({ row, at: where }), []);
  const wanted = touch.matches ? "touch" : densityOf(me);
  const density = wanted === "table" && (!wide.matches || open !== undefined) ? "compact" : wanted;
  const rowHeight = rowHeights[density];
  const tall = density === "comfortable" || density === "touch";
  const [columns, resize] = useColumns(view);

  const list = `${asked} ${order ?? ""}`;
  const selection = useSelection(list, useMemo(() => rows.map((row) => row.number), [rows]));
  const acts = useListActs({ desk, deskKey, q: asked, rows, selection, more: hasNextPage });
  const { scroller, fresh, toTop } = useStillPlace(rows, rowHeight, list);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, scrollPaddingStart: density === "table" ? headHeight : 0, getItemKey: (index) => rows[index]?.number ?? index });
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
  const step = (to: number | undefined, extend = false) => {
    if (to === undefined) return;
    setPreview(undefined);
    virtual.scrollToIndex(rows.findIndex((row) => row.number === to));
    if (extend) selection.toggle(to, true);
    if (open === undefined) setCursor(to);
    else onOpen(to);
  };
  const standing = rows[at];
  const boxOf = (number: number | undefined) => scroller.current?.querySelector(`[data-ticket="${number}"]`)?.getBoundingClientRect() ?? scroller.current?.getBoundingClientRect();
  const box = () => boxOf(standing?.number ?? [...selection.numbers].at(-1));
  const chosen = selection.numbers.size > 0;
  useHotkeys({
    j: (event) => step(next, event.shiftKey),
    k: (event) => step(previous, event.shiftKey),
    ArrowDown: (event) => step(next, event.shiftKey),
    ArrowUp: (event) => step(previous, event.shiftKey),
    Enter: () => cursor !== undefined && open === undefined && onOpen(cursor),
    x: (event) => standing && selection.toggle(standing.number, event.shiftKey),
    s: () => acts.byKey("status", standing, box()),
    a: () => acts.byKey("assignee", standing, box()),
    q: () => acts.byKey("queue", standing, box()),
    p: () => acts.byKey("postpone", standing, box()),
    e: () => acts.solveByKey(standing),
    m: () => acts.takeByKey(standing),
    "/": () => search.current?.focus(),
  });
  useHotkeys({ Escape: selection.clear }, chosen);
  useHotkeys({ " ": () => standing && setPreview({ row: standing, at: boxOf(standing.number) ?? new DOMRect() }) }, open === undefined && standing !== undefined);

  return (
    <section className={styles.list} aria-label={t("desk.list")}>
      <h1 className="visually-hidden">{view.name}</h1>
      <div className={styles.bar}>
        {before}
        <SearchBox ref={search} q={q} onSearch={onSearch} desk={desk} rows={rows} />
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
        <div ref={scroller} className={`${styles.rows} ${tall ? styles.tall : styles.compact} ${density === "table" ? styles.table : ""} ${chosen ? styles.choosing : ""} ${rows.some(({ clock }) => clock !== null) ? styles.clocked : ""}`} aria-busy={tickets.isPending}>
          {density === "table" && rows.length > 0 && <TableHead columns={columns} sort={order ?? "-updated"} onSort={onSort} onResize={resize} />}
          {tickets.isPending && <RowSkeletons height={rowHeight} tall={tall} />}
          {tickets.isError && rows.length === 0 && <Trouble error={tickets.error} onRetry={() => void tickets.refetch()} />}
          {tickets.isSuccess && rows.length === 0 && <Empty view={view.key} searching={q !== ""} onClear={() => onSearch("")} onEverywhere={onEverywhere} />}
          <ul className={styles.inner} style={{ height: virtual.getTotalSize(), ...(density === "table" ? { minWidth: tableWidth(columns) } : {}) }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <li key={item.key} className={styles.item} style={{ height: rowHeight, transform: `translateY(${item.start}px)` }} aria-setsize={hasNextPage ? -1 : rows.length} aria-posinset={item.index + 1}>
                  <Row
                    row={row}
                    desk={desk}
                    href={hrefOf(row.number)}
                    open={row.number === open}
                    cursor={row.number === cursor}
                    chosen={selection.numbers.has(row.number)}
                    columns={density === "table" ? columns : null}
                    onOpen={onOpen}
                    onToggle={selection.toggle}
                    may={acts.may}
                    mine={row.assignee === me.email}
                    onTake={acts.take}
                    onSolve={acts.solve}
                    onChoose={acts.pick}
                    onPreview={showPreview}
                  />
                </li>
              );
            })}
          </ul>
          {q !== "" && onEverywhere && rows.length > 0 && !hasNextPage && (
            <p className={styles.everywhere}>
              <button type="button" onClick={onEverywhere}>
                {t("desk.list.everywhere")}
              </button>
            </p>
          )}
        </div>
        {acts.bulk.bulk && <BulkReport bulk={acts.bulk.bulk} running={acts.bulk.running} onUndo={acts.bulk.undo} onClose={acts.bulk.dismiss} />}
        {chosen && (
          <BulkBar
            selection={selection}
            more={hasNextPage}
            busy={acts.bulk.starting || acts.bulk.running}
            may={{ ...acts.may, macro: acts.hasMacros }}
            onChoose={acts.pickForChosen}
            onChange={(change) => acts.startBulk(change, "chosen")}
            onSolve={acts.may.solve && acts.solved !== undefined ? () => acts.solveByKey(undefined) : undefined}
          />
        )}
        {acts.picking && <AnchoredPicker key={`${acts.picking.choice} ${acts.picking.at.top}`} at={acts.picking.at} label={t(choiceLabel[acts.picking.choice])} options={acts.options} onChoose={acts.choose} onClose={acts.stopPicking} />}
        {preview && <Preview key={preview.row.number} row={preview.row} at={preview.at} onClose={() => setPreview(undefined)} />}
      </div>
    </section>
  );
}

/** The view's columns, else the person's; a width that is changed is the person's own either way, kept when the edge is let go. */
function useColumns(view: ListView): [Columns, (columns: Columns, done: boolean) => void] {
  const me = useMe();
  const change = useChangeMe();
  const kept = columnsOf(me);
  const [dragged, setDragged] = useState<Columns["widths"]>();
  const order = view.columns?.includes("subject") ? view.columns : kept.order;
  const columns = { order, widths: dragged ?? kept.widths };
  return [
    columns,
    (next, done) => {
      setDragged(done ? undefined : next.widths);
      if (done) change.mutate({ preferences: { ...me.preferences, columns: { order: kept.order, widths: next.widths } } });
    },
  ];
}
