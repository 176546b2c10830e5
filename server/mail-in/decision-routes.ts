import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { BlockedSender, BlockedSenderList, LedgerEntry, MailContent, MailDecision, MailDecisionResults, MailDecisions, NewBlockedSender, WaitingCounts } from "../../contract/mail.ts";
import type { Desks } from "../desks/index.ts";
import { cleanName, contentDisposition, mayShowInline, sniffType, type VirusCheck } from "../files/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { translate } from "../platform/i18n.ts";
import { isProblem, notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows, type Person } from "../platform/work.ts";
import type { AdmitDeps } from "./admit.ts";
import { blockSender, listBlocked, unblockSender } from "./blocked.ts";
import { readMail, viewContent, withholdBytes } from "./content.ts";
import { decideMail } from "./decide.ts";
import { countWaiting, findMail } from "./ledger.ts";
import { ledgerScope, mayDecide } from "./policy.ts";
import { viewEntry } from "./view.ts";

export interface DecisionDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  desks: Desks;
  blobs: Blobs;
  viruses: Pick<VirusCheck, "withhold">;
  mailIn: { admission: AdmitDeps };
}

const Id = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const most = 1_000;

/** C5: what waits for a decision, what it says, and the decisions. */
export function mailDecisionRoutes(app: Http, { database: { db }, transact, desks, blobs, viruses, mailIn }: DecisionDeps): void {
  const tags = ["mail"];

  app.get("/api/v1/mail/waiting", { schema: { tags, summary: "How many mails wait, in each desk whose mails one sees", response: { 200: WaitingCounts } } }, async (request) => {
    const person = signedIn(request);
    const { all, byId } = await desks.get();
    const seen = all.filter(({ id }) => allows(person, "mail.see", id) || allows(person, "mail.decide", id)).map(({ id }) => id);
    const counts = seen.length === 0 ? [] : await countWaiting(db, seen, most);
    return { items: counts.flatMap(({ deskId, count }) => { const desk = byId.get(deskId); return desk === undefined ? [] : [{ desk: desk.key, count }]; }) };
  });

  app.get("/api/v1/mail/:id/content", { schema: { tags, summary: "A mail that is no message, as it would be shown", params: Id, response: { 200: MailContent } } }, async (request) => {
    const row = await findMail(db, ledgerScope(signedIn(request)), request.params.id);
    if (row === undefined) throw notFound("mail");
    return viewContent(db, await desks.get(), row, await readMail(db, blobs, row));
  });

  const Attachment = Type.Object({ ...Id.properties, index: Type.Integer({ minimum: 0, maximum: 10_000 }) });
  const Inline = Type.Object({ inline: Type.Optional(Type.Literal("1", { description: "show it in place, where that is safe" })) });
  app.get("/api/v1/mail/:id/attachments/:index", { schema: { tags, summary: "Download an attachment", params: Attachment, querystring: Inline } }, async (request, reply) => {
    const row = await findMail(db, ledgerScope(signedIn(request)), request.params.id);
    if (row === undefined) throw notFound("mail");
    const attachment = (await readMail(db, blobs, row)).attachments[request.params.index];
    if (attachment === undefined) throw notFound("file");
    await withholdBytes(viruses, attachment.content);
    const type = sniffType(attachment.content, attachment.type);
    const inline = request.query.inline === "1" && mayShowInline(type);
    return reply
      .headers({
        "content-disposition": contentDisposition(inline ? "inline" : "attachment", cleanName(attachment.name)),
        "content-security-policy": inline && type === "application/pdf" ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'" : "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, max-age=600",
      })
      .type(type)
      .send(attachment.content);
  });

  app.post("/api/v1/mail/:id/decision", { schema: { tags, summary: "Decide what becomes of a mail", params: Id, body: MailDecision, response: { 200: LedgerEntry } } }, async (request, reply) => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => ({
      status: 200,
      body: viewEntry(await desks.get(), await decideMail(work, mailIn.admission, person, request.params.id, request.body)),
    }));
  });

  app.post("/api/v1/mail/decisions", { schema: { tags, summary: "The same decision on several mails, each by itself", body: MailDecisions, response: { 200: MailDecisionResults } } }, async (request) => {
    const person = signedIn(request);
    const items: MailDecisionResults["items"] = [];
    for (const id of request.body.ids) {
      try {
        const { ticketId } = await transact(person, (work) => decideMail(work, mailIn.admission, person, id, request.body.decision));
        items.push({ id, ticket: ticketId, problem: null });
      } catch (error) {
        if (!isProblem(error)) throw error;
        items.push({ id, ticket: null, problem: translate(request.language, `problem.${error.key}`, error.params) });
      }
    }
    return { items };
  });

  const ofDesk = Type.Object({ key: Key });
  const deskFor = async (person: Person, key: string): Promise<number> => {
    const desk = (await desks.get()).byKey.get(key);
    if (desk === undefined) throw notFound("desk");
    if (!mayDecide(person, desk.id) && !allows(person, "desk.configure", desk.id)) throw problem("permission.denied", 403);
    return desk.id;
  };
  app.get("/api/v1/desks/:key/blocked-senders", { schema: { tags, params: ofDesk, response: { 200: BlockedSenderList } } }, async (request) => {
    const rows = await listBlocked(db, await deskFor(signedIn(request), request.params.key));
    return { items: rows.map(({ pattern, ...row }) => ({ sender: pattern, ...row })) };
  });
  app.post("/api/v1/desks/:key/blocked-senders", { schema: { tags, params: ofDesk, body: NewBlockedSender, response: { 201: BlockedSender } } }, async (request, reply) => {
    const person = signedIn(request);
    const deskId = await deskFor(person, request.params.key);
    return write(transact, request, reply, async (work) => {
      const sender = await blockSender(work, deskId, request.body.sender);
      return { status: 201, body: { sender, addedAt: work.now.toString(), addedBy: person.name } };
    });
  });
  app.delete("/api/v1/desks/:key/blocked-senders/:sender", { schema: { tags, params: Type.Object({ key: Key, sender: Type.String({ maxLength: 254 }) }), response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    const deskId = await deskFor(person, request.params.key);
    await transact(person, (work) => unblockSender(work, deskId, request.params.sender));
    return reply.status(204).send(null);
  });
}
