import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { Sort } from "../../../contract/tickets.ts";
import type { ListColumn } from "../../../contract/views.ts";
import { t } from "../../lib/i18n.ts";
import { clamped, sortsOf, tableWidth, templateOf, widthOf, type Columns } from "./columns.ts";
import styles from "./table.module.css";

interface TableHeadProps {
  columns: Columns;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** while one drags, and, with `done`, when it is to be kept */
  onResize: (columns: Columns, done: boolean) => void;
}
/** How far an arrow key moves an edge, in px. */
const keyStep = 16;

/** The names of the table's columns: press to sort, drag an edge to resize. */
export function TableHead({ columns, sort, onSort, onResize }: TableHeadProps) {
  const drag = useRef<{ column: ListColumn; from: number; width: number }>(undefined);
  const sized = (column: ListColumn, width: number): Columns => ({ ...columns, widths: { ...columns.widths, [column]: clamped(width) } });
  const move = (event: PointerEvent, done: boolean) => {
    if (drag.current === undefined) return;
    const { column, from, width } = drag.current;
    onResize(sized(column, width + (event.clientX - from) * (document.dir === "rtl" ? -1 : 1)), done);
    if (done) drag.current = undefined;
  };
  const keyed = (event: KeyboardEvent, column: ListColumn) => {
    const by = event.key === "ArrowRight" ? keyStep : event.key === "ArrowLeft" ? -keyStep : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(sized(column, widthOf(column, columns) + by), true);
  };
  return (
    <div className={styles.head} style={{ gridTemplateColumns: templateOf(columns), minWidth: tableWidth(columns) }}>
      {columns.order.map((column) => {
        const sorts = sortsOf[column];
        const at = sorts?.indexOf(sort) ?? -1;
        const next = sorts?.[(at + 1) % sorts.length];
        const name = t(`desk.column.${column}`);
        return (
          <div key={column} className={styles.name}>
            {next === undefined ? (
              <span>{name}</span>
            ) : (
              <button type="button" aria-label={t("desk.table.sort", { column: name })} aria-pressed={at >= 0} onClick={() => onSort(next)}>
                <span>{name}</span>
                {at >= 0 && (sort.startsWith("-") ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
              </button>
            )}
            <div
              className={styles.edge}
              role="separator"
              aria-orientation="vertical"
              aria-label={t("desk.table.resize", { column: name })}
              aria-valuenow={widthOf(column, columns)}
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that is moved is a control (WAI-ARIA)
              tabIndex={0}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                drag.current = { column, from: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? widthOf(column, columns) };
              }}
              onPointerMove={(event) => move(event, false)}
              onPointerUp={(event) => move(event, true)}
              onKeyDown={(event) => keyed(event, column)}
            />
          </div>
        );
      })}
    </div>
  );
}
