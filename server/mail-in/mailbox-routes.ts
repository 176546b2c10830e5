import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { Mailbox, MailboxList, MailboxSettings, MailboxTest } from "../../contract/mailboxes.ts";
import type { Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows } from "../platform/work.ts";
import { archiveMailbox, keptSecretOf, listMailboxes, saveMailbox, testMailbox } from "./mailbox-settings.ts";

const ByKey = Type.Object({ key: Key });

/** The IMAP mailboxes that are read, for who configures their desks. */
export function mailboxSettingsRoutes(app: Http, { database, transact, desks }: { database: Database; transact: Transact; desks: Desks }): void {
  const tags = ["mailboxes"];
  app.get("/api/v1/mailboxes", { schema: { tags, response: { 200: MailboxList } } }, (request) =>
    transact(signedIn(request), async (work) => ({ items: await listMailboxes(work) })),
  );
  app.put("/api/v1/mailboxes/:key", { schema: { tags, params: ByKey, body: MailboxSettings, response: { 200: Mailbox } } }, (request, reply) =>
    write(transact, request, reply, async (work) => ({ status: 200, body: await saveMailbox(work, request.params.key, request.body) })),
  );
  app.delete("/api/v1/mailboxes/:key", { schema: { tags, params: ByKey, response: { 204: Type.Null() } } }, async (request, reply) => {
    await transact(signedIn(request), (work) => archiveMailbox(work, request.params.key));
    return reply.status(204).send(null);
  });
  app.post("/api/v1/mailboxes/:key/test", { schema: { tags, summary: "Try the settings without keeping them", params: ByKey, body: MailboxSettings, response: { 200: MailboxTest } } }, async (request) => {
    const desk = (await desks.get()).byKey.get(request.body.desk);
    const person = signedIn(request);
    if (!allows(person, "desk.configure", desk?.id ?? null)) throw problem("permission.denied", 403);
    return testMailbox(request.body, await keptSecretOf(database.db, person, request.params.key, request.body));
  });
}
