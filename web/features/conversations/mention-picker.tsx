import type { Editor } from "@tiptap/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { t } from "../../lib/i18n.ts";
import { Face } from "../../ui/face.tsx";
import styles from "./conversations.module.css";

export interface Colleague {
  email: string;
  name: string;
}
const most = 6;
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whom the written words name by `@`. */
export function mentionedIn(html: string, colleagues: readonly Colleague[]): Colleague[] {
  const text = new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
  return colleagues.filter((one) => text.includes(`@${one.name}`));
}

/** The `@…` before the caret: where it begins in the document, what follows it. */
function asked(editor: Editor): { from: number; query: string } | null {
  const { $from, empty } = editor.state.selection;
  if (!empty) return null;
  const start = Math.max(0, $from.parentOffset - 40);
  const before = $from.parent.textBetween(start, $from.parentOffset, undefined, "\ufffc");
  const match = /(?:^|[\s(])@([\p{L}\p{N}.'-]{0,20}(?: [\p{L}\p{N}.'-]{0,20})?)$/u.exec(before);
  return match?.[1] === undefined ? null : { from: $from.pos - match[1].length - 1, query: match[1] };
}

interface Offer {
  from: number;
  found: Colleague[];
  left: number;
  top: number;
}

/** Offers colleagues while `@` and the beginning of a name stand before the caret. `onKey` is asked by the editor first. */
export function useMentions(colleagues: readonly Colleague[]) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [active, setActive] = useState(0);
  const refused = useRef<number | null>(null);
  const now = useRef({ offer, active });
  useEffect(() => {
    now.current = { offer, active };
  });

  const look = useCallback(
    (editor: Editor) => {
      const wanted = asked(editor);
      if (wanted === null || wanted.from === refused.current || !editor.isFocused) {
        if (wanted === null) refused.current = null;
        return setOffer(null);
      }
      const query = folded(wanted.query);
      const found = colleagues.filter((one) => folded(one.name).startsWith(query) || folded(one.name).includes(` ${query}`) || one.email.startsWith(query)).slice(0, most);
      // a whole name and a space behind it: it has been chosen
      if (found.length === 0 || found.some((one) => wanted.query.startsWith(`${one.name} `))) return setOffer(null);
      const place = editor.view.coordsAtPos(wanted.from);
      const height = 8 + found.length * 32;
      setOffer({ from: wanted.from, found, left: Math.max(8, Math.min(place.left, innerWidth - 256)), top: place.bottom + height + 8 > innerHeight ? place.top - height - 4 : place.bottom + 4 });
      setActive(0);
    },
    [colleagues],
  );
  const choose = useCallback((editor: Editor, one: Colleague) => {
    const from = now.current.offer?.from;
    if (from === undefined) return;
    setOffer(null);
    editor.chain().focus().deleteRange({ from, to: editor.state.selection.from }).insertContent(`@${one.name} `).run();
  }, []);
  const onKey = useCallback(
    (editor: Editor, event: KeyboardEvent): boolean => {
      const { offer: open, active: index } = now.current;
      if (open === null) return false;
      const move = (by: number) => setActive((index + by + open.found.length) % open.found.length);
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") {
        refused.current = open.from;
        setOffer(null);
      } else if ((event.key === "Enter" && !event.metaKey && !event.ctrlKey) || event.key === "Tab") {
        const one = open.found[index];
        if (one) choose(editor, one);
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    [choose],
  );
  const list = (editor: Editor) =>
    offer !== null &&
    createPortal(
      <div className={styles.mentions} style={{ left: offer.left, top: offer.top }} role="listbox" aria-label={t("desk.mention.choose")}>
        {offer.found.map((one, index) => (
          // the keyboard is handled where the caret is
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div key={one.email} role="option" aria-selected={index === active} className={styles.mention} onMouseDown={(event) => event.preventDefault()} onMouseEnter={() => setActive(index)} onClick={() => choose(editor, one)}>
            <Face name={one.name} seed={one.email} size={18} />
            <span dir="auto">{one.name}</span>
          </div>
        ))}
      </div>,
      document.body,
    );
  return { look, onKey, list, close: () => setOffer(null) };
}
