import { Type } from "typebox";
import { PageQuery } from "../../contract/common.ts";
import { GuestMail, OutgoingMailList, OutgoingMailView } from "../../contract/mail.ts";
import type { Desks } from "../desks/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import { createSender } from "../platform/smtp/sender.ts";
import { isAdministrator } from "../platform/work.ts";
import { toListed, viewOutgoing, writeAsGuest } from "./mailbox.ts";
import { listOutgoing } from "./store.ts";

export interface MailboxDeps {
  database: Pick<Database, "db">;
  blobs: Blobs;
  clock: Clock;
  desks: Desks;
  /** false: mail goes to a real server, and there is no mailbox */
  builtIn: boolean;
  /** our own SMTP listener, as `smtp://127.0.0.1:2525`; null while it does not listen */
  listenerUrl: () => string | null;
}

/** The built-in mailbox: administrators only, and only while no server is configured to hand mail to. */
export function mailboxRoutes(app: Http, deps: MailboxDeps): void {
  const { db } = deps.database;
  const onRequest: Parameters<Http["get"]>[1]["onRequest"] = async (request) => {
    if (!deps.builtIn) throw notFound("page");
    if (!isAdministrator(signedIn(request))) throw problem("permission.denied", 403);
  };
  const tags = ["mailbox"];

  app.get("/api/v1/mailbox", { onRequest, schema: { summary: "Outgoing mails, newest first", tags, querystring: PageQuery, response: { 200: OutgoingMailList } } }, async (request) => {
    const { limit = 50, after } = request.query;
    if (after !== undefined && !/^\d{1,15}$/.test(after)) throw problem("page.bad-cursor", 400, { path: "/after" });
    const rows = await listOutgoing(db, limit + 1, after === undefined ? null : Number(after));
    const items = rows.slice(0, limit).map(toListed);
    return { items, next: rows.length > limit ? String(items.at(-1)?.id) : null };
  });

  app.get(
    "/api/v1/mailbox/:id",
    { onRequest, schema: { summary: "A mail as its receiver sees it", tags, params: Type.Object({ id: Type.Integer({ minimum: 1 }) }), response: { 200: OutgoingMailView } } },
    async (request) => {
      const mail = await viewOutgoing(db, deps.blobs, request.params.id);
      if (mail === undefined) throw notFound("mail");
      return mail;
    },
  );

  app.post(
    "/api/v1/mailbox",
    { onRequest, schema: { summary: "Write to a desk as somebody else, through the SMTP listener", tags, body: GuestMail, response: { 201: Type.Object({ messageId: Type.String() }) } } },
    async (request, reply) => {
      const url = deps.listenerUrl();
      if (url === null) throw problem("mailbox.no-listener", 503, { retryAfter: 5 });
      const { byAddress } = await deps.desks.get();
      const sender = createSender(url);
      try {
        const written = await writeAsGuest(sender, request.body, (address) => byAddress.has(address.toLowerCase()), new Date(deps.clock.now().epochMilliseconds));
        return reply.status(201).send(written);
      } finally {
        sender.close();
      }
    },
  );
}
