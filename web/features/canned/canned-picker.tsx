import type { Editor } from "@tiptap/react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { labelIn } from "../../../contract/common.ts";
import { fillPlaceholders, type CannedReply, type Placeholder } from "../../../contract/configuration.ts";
import { call } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import styles from "./canned-picker.module.css";

/** A canned reply as it would be inserted here. */
export interface Offered {
  key: string;
  name: string;
  text: string;
  sets: NonNullable<CannedReply["sets"]>;
}
const most = 8;
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The desk's canned replies in the customer's language, with what is known filled in. */
export function useCannedReplies(desk: string, language: string, deskLanguage: string, facts: Partial<Record<Placeholder, string | null>>): Offered[] {
  const { data } = useQuery({
    queryKey: ["canned", desk],
    queryFn: async ({ signal }) => (await call<{ items: CannedReply[] }>(`/desks/${encodeURIComponent(desk)}/canned-replies`, { signal })).items,
    staleTime: 5 * 60_000,
    enabled: desk !== "",
  });
  return (data ?? []).map(({ key, labels, bodies, sets = {} }) => ({ key, name: labelIn(labels, currentLanguage(), deskLanguage), text: fillPlaceholders(labelIn(bodies, language, deskLanguage), facts), sets }));
}

/** The `/…` before the caret, at the beginning of a line or after a space. */
function asked(editor: Editor): { from: number; query: string } | null {
  const { $from, empty } = editor.state.selection;
  if (!empty) return null;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 40), $from.parentOffset, undefined, "\ufffc");
  const match = /(?:^|\s)\/([\p{L}\p{N} .'-]{0,30})$/u.exec(before);
  return match?.[1] === undefined ? null : { from: $from.pos - match[1].length - 1, query: match[1] };
}
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Paragraphs where empty lines part them, lines within. */
const paragraphs = (text: string) => text.split(/\n{2,}/).map((part) => `<p>${escaped(part).replaceAll("\n", "<br>")}</p>`).join("");

interface Offer {
  from: number;
  found: Offered[];
  left: number;
  top: number;
}

/** Offers canned replies while `/` and the beginning of a name stand before the caret. `onKey` is asked by the editor first. */
export function useCanned(replies: readonly Offered[], onChosen: (reply: Offered) => void) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [active, setActive] = useState(0);
  const refused = useRef<number | null>(null);
  const now = useRef({ offer, active, replies, onChosen });
  useEffect(() => {
    now.current = { offer, active, replies, onChosen };
  });
  const look = useCallback((editor: Editor) => {
    const wanted = asked(editor);
    if (wanted === null || wanted.from === refused.current || !editor.isFocused) {
      if (wanted === null) refused.current = null;
      return setOffer(null);
    }
    const query = folded(wanted.query);
    const found = now.current.replies.filter((one) => folded(one.name).includes(query)).slice(0, most);
    if (found.length === 0) return setOffer(null);
    const place = editor.view.coordsAtPos(wanted.from);
    const height = 8 + found.length * 48;
    setOffer({ from: wanted.from, found, left: Math.max(8, Math.min(place.left, innerWidth - 336)), top: place.bottom + height + 8 > innerHeight ? Math.max(8, place.top - height - 4) : place.bottom + 4 });
    return setActive(0);
  }, []);
  const choose = useCallback((editor: Editor, one: Offered) => {
    const from = now.current.offer?.from;
    if (from === undefined) return;
    setOffer(null);
    editor.chain().focus().deleteRange({ from, to: editor.state.selection.from }).insertContent(paragraphs(one.text)).run();
    now.current.onChosen(one);
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
      <div className={styles.list} style={{ left: offer.left, top: offer.top }} role="listbox" aria-label={t("desk.settings.canned")}>
        {offer.found.map((one, index) => (
          // the keyboard is handled where the caret is
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div key={one.key} role="option" aria-selected={index === active} className={styles.option} onMouseDown={(event) => event.preventDefault()} onMouseEnter={() => setActive(index)} onClick={() => choose(editor, one)}>
            <span dir="auto">{one.name}</span>
            <small dir="auto">{one.text}</small>
          </div>
        ))}
      </div>,
      document.body,
    );
  return { look, onKey, list, close: () => setOffer(null) };
}
