import { Type } from "typebox";
import { LedgerEntry, LedgerList, LedgerQuery } from "../../contract/mail.ts";
import type { Desks } from "../desks/index.ts";
import type { VirusCheck } from "../files/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { MailIn } from "./create.ts";
import { withholdBytes } from "./content.ts";
import { findMail, findRaw, listMails, requeue } from "./ledger.ts";
import { ledgerScope, mayDecide, mayReadRaw } from "./policy.ts";
import { viewEntry, viewRow } from "./view.ts";

export interface MailDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  desks: Desks;
  blobs: Blobs;
  viruses: Pick<VirusCheck, "withhold">;
  mailIn: Pick<MailIn, "wake">;
}

const Id = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** The ledger: every mail that came, and what became of it. */
export function mailRoutes(app: Http, { database: { db }, transact, desks, blobs, viruses, mailIn }: MailDeps): void {
  const tags = ["mail"];

  app.get("/api/v1/mail", { schema: { tags, querystring: LedgerQuery, response: { 200: LedgerList } } }, async (request) => {
    const scope = ledgerScope(signedIn(request));
    const { fate = null, q = "", limit = 50, after } = request.query;
    const set = await desks.get();
    const only = request.query.desk === undefined ? null : (set.byKey.get(request.query.desk)?.id ?? 0);
    const before = after === undefined ? null : Number(after);
    if (before !== null && !Number.isSafeInteger(before)) throw problem("request.cursor", 400, { path: "/after" });
    const rows = await listMails(db, { scope, desk: only, fate, q: q.trim(), before, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return { items: page.map((row) => viewRow(set, row)), next: rows.length > limit ? String(page.at(-1)?.id ?? "") : null };
  });

  app.get("/api/v1/mail/:id", { schema: { tags, params: Id, response: { 200: LedgerEntry } } }, async (request) => {
    const row = await findMail(db, ledgerScope(signedIn(request)), request.params.id);
    if (row === undefined) throw notFound("mail");
    return viewEntry(await desks.get(), row);
  });

  app.get("/api/v1/mail/:id/raw", { schema: { tags, params: Id } }, async (request, reply) => {
    const person = signedIn(request);
    if (!mayReadRaw(person)) throw notFound("mail");
    const { id } = request.params;
    // raw mails may hold what is masked everywhere else: each reading is on record before it happens
    const raw = await transact(person, async (work) => {
      const row = await findMail(work.db, "everything", id);
      const found = await findRaw(work.db, id);
      const bytes = found?.raw ?? (found?.rawHash ? await blobs.read(found.rawHash) : null);
      if (row === undefined || bytes === null) throw notFound("mail");
      await work.record({ desk: row.deskId, ticket: row.ticketId, version: null }, "mail.raw-read", { mailId: id });
      return bytes;
    });
    await withholdBytes(viruses, raw);
    return reply
      .headers({ "content-type": "application/octet-stream", "content-disposition": `attachment; filename="mail-${id}.eml"`, "x-content-type-options": "nosniff", "cache-control": "no-store" })
      .send(raw);
  });

  app.post("/api/v1/mail/:id/retry", { schema: { tags, params: Id, response: { 202: LedgerEntry } } }, async (request, reply) => {
    const person = signedIn(request);
    const { id } = request.params;
    const entry = await write(transact, request, reply, async (work) => {
      const row = await findMail(work.db, ledgerScope(person), id);
      if (row === undefined) throw notFound("mail");
      // trying once more what waits, or what somebody set aside, is deciding that it becomes a ticket
      if (["held", "kept", "spam"].includes(row.fate) && !mayDecide(person, row.deskId)) throw problem("permission.denied", 403);
      if (!(await requeue(work.db, id))) throw problem("mail.not-retryable", 409);
      await work.record({ desk: row.deskId, ticket: row.ticketId, version: null }, "mail.retried", { mailId: id });
      const again = await findMail(work.db, "everything", id);
      if (again === undefined) throw notFound("mail");
      return { status: 202, body: viewEntry(await desks.get(), again) };
    });
    mailIn.wake();
    return reply.code(202).send(entry);
  });
}
