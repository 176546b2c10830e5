import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { Mailbox, MailboxList, MailboxSettings, MailboxTest } from "../../contract/mailboxes.ts";
import type { Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, type Http } from "../platform/http.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import { problem } from "../platform/problem.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { Transact } from "../platform/transact.ts";
import { allows } from "../platform/work.ts";
import { archiveMailbox, keptSecretsOf, listMailboxes, saveMailbox, testMailbox } from "./mailbox-settings.ts";

const ByKey = Type.Object({ key: Key });

/** The IMAP mailboxes that are read, for who configures their desks. */
export function mailboxSettingsRoutes(app: Http, { database, transact, desks, sealing, send }: { database: Database; transact: Transact; desks: Desks; sealing: Sealing; send: SendOutgoing }): void {
  const tags = ["mailboxes"];
  app.get("/api/v1/mailboxes", { schema: { tags, response: { 200: MailboxList } } }, (request) =>
    transact(signedIn(request), async (work) => ({ items: await listMailboxes(work, sealing) })),
  );
  app.put("/api/v1/mailboxes/:key", { schema: { tags, params: ByKey, body: MailboxSettings, response: { 200: Mailbox } } }, (request) =>
    // not by `write`: its record of the request's hash would be a fast hash of a password
    transact(signedIn(request), (work) => saveMailbox(work, sealing, request.params.key, request.body)),
  );
  app.delete("/api/v1/mailboxes/:key", { schema: { tags, params: ByKey, response: { 204: Type.Null() } } }, async (request, reply) => {
    await transact(signedIn(request), (work) => archiveMailbox(work, request.params.key));
    return reply.status(204).send(null);
  });
  app.post("/api/v1/mailboxes/:key/test", { schema: { tags, summary: "Try the settings without keeping them", params: ByKey, body: MailboxSettings, response: { 200: MailboxTest } } }, async (request) => {
    const desk = (await desks.get()).byKey.get(request.body.desk);
    const person = signedIn(request);
    if (!allows(person, "desk.configure", desk?.id ?? null)) throw problem("permission.denied", 403);
    return testMailbox(request.body, await keptSecretsOf(database.db, sealing, person, request.params.key, request.body), send);
  });
}
