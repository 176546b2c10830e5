import { useEffect, useState, useSyncExternalStore } from "react";
import type { Draft as ServerDraft } from "../../../contract/conversations.ts";
import { isNetworkProblem, newKey } from "../../lib/api.ts";
import { dropDraft, readDrafts, saveDraft } from "../../lib/calls.ts";
import { onWhisper } from "../../lib/live.ts";
import { forgetDraft, isEmptyDraft, keepDraft, readDraft, type Draft, type DraftKind } from "./drafts.ts";

/** In ms: the server is told once the hands rest for so long; after a lost connection it is tried again. */
const rest = 1000;
const retry = 8000;

/** Where the words are safe: told to the server, about to be, or, without a connection, in this browser. */
export type Kept = "saving" | "saved" | "here";

const sameWords = (draft: Draft, other: ServerDraft): boolean =>
  draft.html === other.html && draft.files.map((file) => file.id).join() === other.attachments.map((file) => file.id).join() && draft.to?.join() === other.to?.join() && draft.cc?.join() === other.cc?.join();

/**
 * Keeps a draft in this browser at once and on the server a moment later, and brings what was written on another device.
 * Where both were written in, what is typed here counts.
 */
function createDraftKeeper(name: string, ticket: number, kind: DraftKind) {
  const listeners = new Set<() => void>();
  let draft = readDraft(name);
  let kept: Kept = draft.dirty ? "saving" : "saved";
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** what is on its way to the server */
  let telling: Promise<void> = Promise.resolve();
  let foreign: (draft: Draft) => void = () => {};
  const say = (now: Kept) => {
    kept = now;
    for (const listener of listeners) listener();
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(begin, ms);
  };
  const begin = () => {
    telling = push();
  };

  async function push(): Promise<void> {
    clearTimeout(timer);
    const told = draft;
    if (over || !told.dirty) return;
    try {
      const base = await tell(told);
      if (over) return;
      // what was typed meanwhile is still to be told
      const more = draft !== told;
      draft = { ...draft, base, dirty: more };
      keepDraft(name, draft);
      if (more) later(rest);
      else say("saved");
    } catch (error) {
      say("here");
      if (isNetworkProblem(error)) later(retry);
    }
  }
  async function tell(told: Draft): Promise<string | null> {
    if (isEmptyDraft(told)) {
      await dropDraft(ticket, kind);
      return null;
    }
    const attachments = told.files.map((file) => file.id);
    return (await saveDraft(ticket, { kind, html: told.html, to: told.to, cc: told.cc, status: told.status ?? null, attachments, lastSeen: told.lastSeen ?? null })).updatedAt;
  }
  async function pull(): Promise<void> {
    let found: ServerDraft | undefined;
    try {
      found = (await readDrafts(ticket, kind)).items[0];
    } catch {
      // the one kept here will do until the server answers
      return;
    }
    if (over || (found?.updatedAt ?? null) === draft.base) return;
    if (draft.dirty) return begin();
    if (found === undefined) {
      draft = { ...draft, html: "", files: [], to: null, cc: null, base: null };
      forgetDraft(name);
      return foreign(draft);
    }
    const known = sameWords(draft, found);
    draft = known
      ? { ...draft, base: found.updatedAt }
      : { html: found.html, files: found.attachments, to: found.to, cc: found.cc, status: found.status ?? undefined, lastSeen: found.lastSeen ?? undefined, sendKey: newKey(), base: found.updatedAt, dirty: false };
    keepDraft(name, draft);
    if (!known) foreign(draft);
  }

  return {
    kept: () => kept,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** @param onForeign gets a draft that takes this one's place */
    start(onForeign: (draft: Draft) => void) {
      foreign = onForeign;
      void pull();
      const deaf = onWhisper("draft", (event) => event.ticket === ticket && event.kind === kind && event.updatedAt !== draft.base && void pull());
      addEventListener("online", begin);
      return () => {
        deaf();
        removeEventListener("online", begin);
        begin();
      };
    },
    /** What is written now. */
    keep(now: Pick<Draft, "html" | "files" | "to" | "cc" | "status" | "lastSeen">) {
      if (over) return;
      draft = { ...draft, ...now, dirty: true };
      keepDraft(name, draft);
      if (kept !== "saving") say("saving");
      later(rest);
    },
    /** Before it is sent, nothing is on its way any more: what arrived after the sending would bring the draft back. */
    async hold() {
      clearTimeout(timer);
      await telling;
      clearTimeout(timer);
    },
    /** It was not sent after all. */
    goOn() {
      if (draft.dirty) later(rest);
    },
    /** It was sent: the server has used it up. */
    used() {
      over = true;
      clearTimeout(timer);
      forgetDraft(name);
    },
  };
}
export type DraftKeeper = ReturnType<typeof createDraftKeeper>;

/** The keeper of one draft, and where its words are. */
export function useDraftKeeper(name: string, ticket: number, kind: DraftKind, onForeign: (draft: Draft) => void): { keeper: DraftKeeper; kept: Kept } {
  const [keeper] = useState(() => createDraftKeeper(name, ticket, kind));
  const kept = useSyncExternalStore(keeper.subscribe, keeper.kept);
  useEffect(() => keeper.start(onForeign), [keeper, onForeign]);
  return { keeper, kept };
}
