import type { Me } from "../../../contract/auth.ts";
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
const prefix = "ventanilla.draft.";
/** Where the draft of a ticket is kept in this browser: each person's own, for it may be shared. */
export const draftName = (me: Pick<Me, "email">, ticket: number, kind: DraftKind): string => `${prefix}${me.email ?? ""}.${ticket}.${kind}`;
export const emptyDraft = (): Draft => ({ html: "", files: [], sendKey: newKey(), to: null, cc: null, base: null, dirty: false });

export function readDraft(name: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    if (typeof stored === "object" && stored !== null && "html" in stored && typeof stored.html === "string") return { ...emptyDraft(), ...stored, html: stored.html };
  } catch {
    // a draft that cannot be read is no draft
  }
  return emptyDraft();
}
export const isEmptyDraft = ({ html, files }: Pick<Draft, "html" | "files">): boolean => isEmptyHtml(html) && files.length === 0;
/** Keeps the draft in this browser; an empty one is forgotten. */
export function keepDraft(name: string, draft: Draft): void {
  if (isEmptyDraft(draft) && draft.base === null) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify(draft));
}
export const forgetDraft = (name: string): void => localStorage.removeItem(name);
export const hasDraft = (name: string): boolean => !isEmptyDraft(readDraft(name));
/** Who signs out leaves here only what the server has not heard of. */
export function dropDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix) && !readDraft(name).dirty) forgetDraft(name);
}
export const isEmptyHtml = (html: string): boolean => html.replace(/<(?!img\b)[^>]*>|&nbsp;|\s/g, "") === "";
