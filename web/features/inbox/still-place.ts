import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";

/**
 * Keeps what the person looks at in its place when rows arrive above it, and counts what came. At the very top new
 * rows simply appear.
 */
export function useStillPlace(rows: TicketRow[], rowHeight: number, list: string) {
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
