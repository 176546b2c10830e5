import type { StoredFile } from "../../../contract/files.ts";
import { newKey } from "../../lib/api.ts";

export type DraftKind = "reply" | "note";
/** What is being written and not yet sent. Its key makes a repeated send happen once. */
export interface Draft {
  html: string;
  files: StoredFile[];
  sendKey: string;
  /** receivers, where they were chosen */
  to: string[] | null;
  cc: string[] | null;
  /** the newest message its writer had read; absent: what is there when writing begins */
  lastSeen?: number | undefined;
  status?: string | null | undefined;
  /** when the server kept it last, as it says; null: never */
  base: string | null;
  /** changed since */
  dirty: boolean;
}
const name = (ticket: number | "new", kind: DraftKind) => `ventanilla.draft.${ticket}.${kind}`;
export const emptyDraft = (): Draft => ({ html: "", files: [], sendKey: newKey(), to: null, cc: null, base: null, dirty: false });

export function readDraft(ticket: number, kind: DraftKind): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name(ticket, kind)) ?? "null");
    if (typeof stored === "object" && stored !== null && "html" in stored && typeof stored.html === "string") return { ...emptyDraft(), ...stored, html: stored.html };
  } catch {
    // a draft that cannot be read is no draft
  }
  return emptyDraft();
}
export const isEmptyDraft = ({ html, files }: Pick<Draft, "html" | "files">): boolean => isEmptyHtml(html) && files.length === 0;
/** Keeps the draft in this browser; an empty one is forgotten. */
export function keepDraft(ticket: number, kind: DraftKind, draft: Draft): void {
  if (isEmptyDraft(draft) && draft.base === null) localStorage.removeItem(name(ticket, kind));
  else localStorage.setItem(name(ticket, kind), JSON.stringify(draft));
}
export const forgetDraft = (ticket: number, kind: DraftKind): void => localStorage.removeItem(name(ticket, kind));
export const hasDraft = (ticket: number, kind: DraftKind): boolean => !isEmptyDraft(readDraft(ticket, kind));
export const isEmptyHtml = (html: string): boolean => html.replace(/<(?!img\b)[^>]*>|&nbsp;|\s/g, "") === "";
