import type { Editor, JSONContent } from "@tiptap/react";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import styles from "./caret-picker.module.css";

/** What is offered for a word being typed, and what choosing one of it writes. */
export interface CaretOffers<T> {
  /** the list's name */
  label: string;
  /** matches what stands before the caret; its first group is what is looked for, and one sign begins it: `@`, `/` */
  trigger: RegExp;
  /** what is offered for it, best first; none: no list */
  find: (query: string) => readonly T[];
  keyOf: (one: T) => string;
  show: (one: T) => ReactNode;
  /** of one offer, in px: says whether the list has room below */
  rowHeight: number;
  /** px */
  width: number;
  /** plain words that take the word's place */
  written: (one: T) => string;
  onChosen?: (one: T) => void;
}
interface Open<T> {
  /** where the word begins in the document */
  from: number;
  found: readonly T[];
  left: number;
  top: number;
}
/** So far back a word is looked for. */
const reach = 40;

function asked(editor: Editor, trigger: RegExp): { from: number; query: string } | null {
  const { $from, empty } = editor.state.selection;
  if (!empty) return null;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - reach), $from.parentOffset, undefined, "\ufffc");
  const query = trigger.exec(before)?.[1];
  return query === undefined ? null : { from: $from.pos - query.length - 1, query };
}

/** Offers what can be chosen while its sign and the beginning of a word stand before the caret. `onKey` is asked by the editor first. */
export function useCaretPicker<T>(offers: CaretOffers<T>) {
  const [open, setOpen] = useState<Open<T> | null>(null);
  const [active, setActive] = useState(0);
  const refused = useRef<number | null>(null);
  const now = useRef({ open, active, offers });
  useEffect(() => {
    now.current = { open, active, offers };
  });

  const look = useCallback((editor: Editor) => {
    const { trigger, find, rowHeight, width } = now.current.offers;
    const wanted = asked(editor, trigger);
    if (wanted === null) refused.current = null;
    const found = wanted === null || wanted.from === refused.current || !editor.isFocused ? [] : find(wanted.query);
    if (wanted === null || found.length === 0) return setOpen(null);
    const place = editor.view.coordsAtPos(wanted.from);
    // fingers get taller rows: caret-picker.module.css
    const height = 8 + found.length * (matchMedia("(pointer: coarse)").matches ? Math.max(44, rowHeight) : rowHeight);
    setOpen({ from: wanted.from, found, left: Math.max(8, Math.min(place.left, innerWidth - width - 8)), top: place.bottom + height + 8 > innerHeight ? Math.max(8, place.top - height - 4) : place.bottom + 4 });
    return setActive(0);
  }, []);
  const choose = useCallback((editor: Editor, one: T) => {
    const from = now.current.open?.from;
    if (from === undefined) return;
    setOpen(null);
    editor.chain().focus().deleteRange({ from, to: editor.state.selection.from }).insertContent(asContent(now.current.offers.written(one))).run();
    now.current.offers.onChosen?.(one);
  }, []);
  const onKey = useCallback(
    (editor: Editor, event: KeyboardEvent): boolean => {
      const { open: shown, active: index } = now.current;
      if (shown === null) return false;
      const move = (by: number) => setActive((index + by + shown.found.length) % shown.found.length);
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") {
        refused.current = shown.from;
        setOpen(null);
      } else if ((event.key === "Enter" && !event.metaKey && !event.ctrlKey) || event.key === "Tab") {
        const one = shown.found[index];
        if (one !== undefined) choose(editor, one);
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    [choose],
  );
  const list = (editor: Editor) =>
    open !== null &&
    createPortal(
      <div className={styles.list} style={{ left: open.left, top: open.top, width: `min(${offers.width}px, calc(100vw - 16px))` }} role="listbox" aria-label={offers.label}>
        {open.found.map((one, index) => (
          // the keyboard is handled where the caret is
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div key={offers.keyOf(one)} role="option" aria-selected={index === active} className={styles.option} onMouseDown={(event) => event.preventDefault()} onMouseEnter={() => setActive(index)} onClick={() => choose(editor, one)}>
            {offers.show(one)}
          </div>
        ))}
      </div>,
      document.body,
    );
  return { look, onKey, list, close: () => setOpen(null) };
}

/** Plain words as an editor's content: one line goes into the paragraph it is written in, more are paragraphs where empty lines part them. */
function asContent(text: string): JSONContent | JSONContent[] {
  if (!text.includes("\n")) return { type: "text", text };
  return text.split(/\n{2,}/).map((part) => ({
    type: "paragraph",
    content: part.split("\n").flatMap((line, index): JSONContent[] => [...(index > 0 ? [{ type: "hardBreak" }] : []), ...(line === "" ? [] : [{ type: "text", text: line }])]),
  }));
}
