import { useCallback, useEffect, useRef, useState } from "react";

export interface Selection {
  numbers: ReadonlySet<number>;
  /** everything the list's search finds, also what was not scrolled to yet */
  all: boolean;
  toggle: (number: number, range: boolean) => void;
  selectAll: () => void;
  clear: () => void;
}

/** Which rows are chosen. With `range`, everything between the last one pressed and this one. `list` names what is listed: another list starts empty. */
export function useSelection(list: string, order: readonly number[]): Selection {
  const [chosen, setChosen] = useState<{ list: string; numbers: ReadonlySet<number>; all: boolean }>({ list, numbers: new Set(), all: false });
  const anchor = useRef<number>(undefined);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });
  const toggle = useCallback(
    (number: number, range: boolean) => {
      const start = anchor.current ?? number;
      setChosen((before) => {
        const numbers = new Set(before.list === list ? before.numbers : []);
        const [from, to] = [latest.current.indexOf(start), latest.current.indexOf(number)];
        if (range && from >= 0 && to >= 0) for (const one of latest.current.slice(Math.min(from, to), Math.max(from, to) + 1)) numbers.add(one);
        else if (!numbers.delete(number)) numbers.add(number);
        return { list, numbers, all: false };
      });
      anchor.current = number;
    },
    [list],
  );
  const selectAll = useCallback(() => setChosen({ list, numbers: new Set(latest.current), all: true }), [list]);
  const clear = useCallback(() => setChosen({ list, numbers: new Set(), all: false }), [list]);
  const current = chosen.list === list ? chosen : { numbers: new Set<number>(), all: false };
  return { numbers: current.numbers, all: current.all, toggle, selectAll, clear };
}
