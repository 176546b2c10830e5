import type { StoredFile } from "../../../contract/files.ts";
import { newKey } from "../../lib/api.ts";

export type DraftKind = "reply" | "note";
/** What is being written and not yet sent. Its key makes a repeated send happen once. */
export interface Draft {
  html: string;
  files: StoredFile[];
  sendKey: string;
}
const name = (ticket: number | "new", kind: DraftKind) => `ventanilla.draft.${ticket}.${kind}`;
export const emptyDraft = (): Draft => ({ html: "", files: [], sendKey: newKey() });

export function readDraft(ticket: number, kind: DraftKind): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name(ticket, kind)) ?? "null");
    if (typeof stored === "object" && stored !== null && "html" in stored && typeof stored.html === "string") return { ...emptyDraft(), ...stored, html: stored.html };
  } catch {
    // a draft that cannot be read is no draft
  }
  return emptyDraft();
}
/** Keeps the draft in this browser; an empty one is forgotten. */
export function keepDraft(ticket: number, kind: DraftKind, draft: Draft): void {
  if (isEmptyHtml(draft.html) && draft.files.length === 0) localStorage.removeItem(name(ticket, kind));
  else localStorage.setItem(name(ticket, kind), JSON.stringify(draft));
}
export const forgetDraft = (ticket: number, kind: DraftKind): void => localStorage.removeItem(name(ticket, kind));
export const hasDraft = (ticket: number, kind: DraftKind): boolean => localStorage.getItem(name(ticket, kind)) !== null;
export const isEmptyHtml = (html: string): boolean => html.replace(/<[^>]*>|&nbsp;|\s/g, "") === "";
