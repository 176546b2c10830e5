import type { Draft } from "../../contract/conversations.ts";
import { filesUsedIn, releaseFiles } from "../files/index.ts";
import { profileOf } from "../people/index.ts";
import type { Database } from "../platform/db.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { problem } from "../platform/problem.ts";
import { textToHtml } from "../platform/rich-text/index.ts";
import { clearTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person, Work } from "../platform/work.ts";
import { lockLive } from "../tickets/index.ts";
import { readDrafts, saveDraft } from "./drafts.ts";
import { sendReleased } from "./send.ts";
import * as store from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "conversations.release": { id: number };
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "conversations.release": Record<string, never>;
  }
}

/** When the time to take it back is over, the reply goes: by a job, which acts as its writer. */
export const conversationTimers = {
  async "conversations.release"(work, subject) {
    await work.enqueue("conversations.release", { id: Number(subject) }, { key: `conversations.release.${subject}` });
  },
} satisfies Partial<TimerHandlers>;

export function conversationJobs({ database, transact }: { database: Pick<Database, "db">; transact: Transact }) {
  return {
    async "conversations.release"({ id }) {
      const found = await store.findHeld(database.db, id);
      if (found === undefined) return; // taken back, or sent already
      const writer = await profileOf(database.db, found.personId);
      if (writer === null) throw new Error("nobody wrote a held message");
      const actor: Person = { kind: "person", id: writer.id, name: writer.name, email: writer.address, locale: writer.locale, grants: writer.grants, via: found.via };
      await transact(actor, async (work) => {
        // the ticket first, as who takes it back does: in the other order they would block each other
        await lockLive(work, found.ticketId);
        const held = await store.takeHeld(work.db, id);
        if (held === undefined) return;
        await sendReleased(work, held);
        await releaseFiles(work, "held", id);
      });
    },
  } satisfies Partial<JobHandlers>;
}

/** Takes a held reply back into the composer: it is a draft again, before what was begun since. @throws 409 once it was sent */
export async function takeBack(work: Work, person: Person, ticket: number, id: number): Promise<Draft> {
  const held = await store.takeHeld(work.db, id, { family: await store.familyOf(work.db, ticket), person: person.id });
  if (held === undefined) throw problem("message.already-sent", 409);
  await clearTimer(work.db, "conversations.release", String(id));
  const [begun] = await readDrafts(work.db, person, ticket, "reply");
  const files = await filesUsedIn(work.db, "held", id);
  const attachments = [...files.filter(({ inline }) => !inline).map(({ fileId }) => fileId), ...(begun?.attachments ?? []).map((file) => file.id)];
  const draft = await saveDraft(work, person, ticket, {
    kind: "reply",
    html: `${held.input.html ?? textToHtml(held.input.body ?? "")}${begun?.html ?? ""}`,
    to: held.input.to ?? null,
    cc: held.input.cc ?? null,
    status: held.input.status ?? null,
    attachments,
    lastSeen: begun?.lastSeen ?? null,
  });
  await releaseFiles(work, "held", id);
  return draft;
}
