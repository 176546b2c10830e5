import type { Fate, MailDecision } from "../../contract/mail.ts";
import { query } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import { lockVisible, patchTicket } from "../tickets/index.ts";
import { admitDecided, type AdmitDeps } from "./admit.ts";
import type { Decided } from "./batch.ts";
import { blockSender } from "./blocked.ts";
import { findMail, type StoredMail } from "./ledger.ts";
import { ledgerScope, mayDecide } from "./policy.ts";
import { lockMail } from "./store.ts";

/**
 * C5: does with a mail what somebody decided who may. It is opened, or added to its ticket, by the same way as a mail that
 * asks nobody: its writer wrote it; what the decision sets besides is the decider's.
 * @throws 403, 404, 409 `mail.decided` where it is no longer what the decider saw, and what opening a ticket throws
 */
export async function decideMail(work: Work, deps: AdmitDeps, person: Person, id: number, input: MailDecision): Promise<StoredMail> {
  const scope = ledgerScope(person);
  const row = await lockMail(work.db, id);
  const before = await findMail(work.db, scope, id);
  if (row === undefined || before === undefined) throw notFound("mail");
  if (!mayDecide(person, before.deskId)) throw problem("permission.denied", 403);
  const seen: Fate = input.seen ?? "held";
  // what became a message is decided for good; the rest can be decided otherwise
  if (before.fate !== seen || before.messageId !== null || before.fate === "received") throw decidedAlready(before);
  switch (input.decision) {
    case "ticket": {
      const number = await admit(work, deps, row, { to: "new", by: person.name });
      const { queue, type, assignee } = input;
      if (queue !== undefined || type !== undefined || assignee !== undefined) {
        await patchTicket(work, number, { ...(queue === undefined ? {} : { queue }), ...(type === undefined ? {} : { type }), ...(assignee === undefined ? {} : { assignee }) });
      }
      await settle(work, person, before, "ticket", {});
      break;
    }
    case "add":
      // it must be a ticket that the decider works on
      await admit(work, deps, row, { to: "ticket", ticket: (await lockVisible(work, input.ticket)).id, by: person.name });
      await settle(work, person, before, "add", {});
      break;
    case "keep":
      await settle(work, person, before, "keep", { fate: "kept", note: input.note?.trim() });
      break;
    case "spam":
      if (input.block !== undefined && before.fromAddress !== null && before.deskId !== null) {
        await blockSender(work, before.deskId, input.block === "domain" ? before.fromAddress.slice(before.fromAddress.lastIndexOf("@")) : before.fromAddress);
      }
      await settle(work, person, before, "spam", { fate: "spam" });
      break;
    case "hold":
      await takeBack(work, before);
  }
  const after = await findMail(work.db, scope, id);
  if (after === undefined) throw notFound("mail");
  return after;
}

async function admit(work: Work, deps: AdmitDeps, row: Parameters<typeof admitDecided>[2], decided: Decided): Promise<number> {
  if (row.raw === null && row.rawHash === null) throw problem("mail.not-retryable", 409);
  const { ticketId } = await admitDecided(work.as(systemActor("mail")), deps, row, decided);
  if (ticketId === null) throw problem("mail.cannot-open", 409);
  return ticketId;
}

async function settle(work: Work, person: Person, before: StoredMail, decision: "ticket" | "add" | "keep" | "spam", { fate, note }: { fate?: "kept" | "spam"; note?: string | undefined }): Promise<void> {
  const [row] = await query<{ ticketId: number | null }>(
    work.db,
    `update mails set fate = coalesce($2, fate), reason = 'decided', decided_by = $3, decided_at = $4, decision_note = $5, settled_at = $4 where id = $1 returning ticket_id as "ticketId"`,
    [before.id, fate ?? null, person.id, work.now.toString(), note === undefined || note === "" ? null : note],
  );
  await work.record({ desk: before.deskId, ticket: row?.ticketId ?? null, version: null }, "mail.decided", { mailId: before.id, decision });
}

/** Only what somebody decided without a ticket waits again. */
async function takeBack(work: Work, before: StoredMail): Promise<void> {
  if (before.decidedAt === null) throw problem("mail.not-decided", 409);
  await query(work.db, `update mails set fate = 'held', reason = 'desk-holds', decided_by = null, decided_at = null, decision_note = null where id = $1`, [before.id]);
  await work.record({ desk: before.deskId, ticket: null, version: null }, "mail.held", { mailId: before.id });
}

/** In the words of what became of it, and by whom. */
function decidedAlready({ decidedBy, fate, ticketId }: StoredMail) {
  const became = ticketId !== null ? "ticket" : fate === "spam" ? "spam" : fate === "kept" ? "kept" : "other";
  return problem("mail.decided", 409, { params: { by: decidedBy ?? "", who: decidedBy === null ? "nobody" : "somebody", became, ticket: ticketId ?? 0 } });
}
