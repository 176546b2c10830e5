import { useEffect, useRef, useState } from "react";
import type { StoredFile } from "../../../contract/files.ts";
import { newKey } from "../../lib/api.ts";

/** Somebody who is not known yet, as far as was typed. */
export interface Typed {
  name: string;
  email: string;
  phone: string;
  organization: number | null;
}
/** What stands in a form for a new ticket. Its key makes a repeated send happen once. */
export interface NewDraft {
  desk: string;
  source: string;
  /** a known person's number; null: as typed */
  person: number | null;
  typed: Typed;
  cc: string[];
  to: string[];
  /** what those who are written to were called as they were typed or pasted, by address */
  names: Record<string, string>;
  subject: string;
  /** plain text of what somebody said, HTML of what we write */
  text: string;
  type: string;
  /** a location's number, as text */
  location: string;
  fields: Record<string, unknown>;
  /** in which to write to who asks; absent: not chosen */
  language?: string;
  /** of a form in two steps: the type whose fields were asked for; null: none yet */
  loaded: string | null;
  files: StoredFile[];
  sendKey: string;
  /** when it was changed last, in ms */
  at: number;
}
const prefix = "ventanilla.new.";
const day = 24 * 3600 * 1000; // ms
/** Files that nothing uses expire on the server after a day. */
const filesKept = 23 * 3600 * 1000; // ms
const draftsKept = 14 * day;

export const emptyTyped: Typed = { name: "", email: "", phone: "", organization: null };

/** Each person's own, and each caller's: a second call does not disturb what was being written about the first. */
export const draftName = (me: string, kind: "ticket" | "letter", about: string): string => `${prefix}${kind}.${me}.${about}`;

function readDraft(name: string, begin: Partial<NewDraft>): NewDraft {
  const fresh: NewDraft = { desk: "", source: "phone", person: null, typed: emptyTyped, cc: [], to: [], names: {}, subject: "", text: "", type: "", location: "", fields: {}, loaded: null, files: [], sendKey: newKey(), at: 0, ...begin };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    if (typeof stored === "object" && stored !== null && "at" in stored && typeof stored.at === "number") {
      const draft: NewDraft = { ...fresh, ...stored, at: stored.at };
      return Date.now() - draft.at < filesKept ? draft : { ...draft, files: [] };
    }
  } catch {
    // a draft that cannot be read is no draft
  }
  return fresh;
}

/** What was begun and never finished goes after some time. */
function forgetOld(): void {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) if (Date.now() - readDraft(name, {}).at > draftsKept) localStorage.removeItem(name);
}

/** What is typed, kept in this browser with every change until it is sent or thrown away. */
export function useNewDraft(name: string, begin: Partial<NewDraft>) {
  const [draft, setDraft] = useState(() => readDraft(name, begin));
  // each change builds on the one before, and is kept before it is drawn: the form may be taken away at any moment
  const latest = useRef(draft);
  const put = (changed: NewDraft) => {
    latest.current = changed;
    setDraft(changed);
  };
  const set = (change: Partial<NewDraft>) => {
    const changed = { ...latest.current, ...change, at: Date.now() };
    localStorage.setItem(name, JSON.stringify(changed));
    put(changed);
  };
  useEffect(forgetOld, []);
  return {
    draft,
    set,
    setField: (key: string, value: unknown) => set({ fields: { ...latest.current.fields, [key]: value } }),
    forget: () => localStorage.removeItem(name),
    /** empties the form, which goes on as if it were opened anew */
    clear: () => {
      localStorage.removeItem(name);
      put(readDraft(name, begin));
    },
  };
}

/** Keeps what has been uploaded with the rest, as each file arrives. */
export function useStored(stored: StoredFile[], keep: (files: StoredFile[]) => void): void {
  const known = useRef(stored);
  useEffect(() => {
    if (known.current === stored) return;
    known.current = stored;
    keep(stored);
  });
}
