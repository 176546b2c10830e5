import { Type } from "typebox";
import { AccessLink, AuditPage, AuditQuery, PersonAccess } from "../../contract/access.ts";
import { Email } from "../../contract/common.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { isAdministrator } from "../platform/work.ts";
import { inviteToPortal, readAccess, unlock } from "./access.ts";
import { readAudit } from "./audit.ts";
import { limits } from "./rules.ts";
import { countTry } from "./throttle.ts";

export interface AccessDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  desks: Desks;
}

/** H12 for staff, and for administrators what happened. */
export function accessRoutes(app: Http, { database: { db }, transact, clock, desks }: AccessDeps): void {
  const params = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
  const tags = ["people"];

  app.get("/api/v1/people/:id/access", { schema: { tags, summary: "Whether a person can get in, or what keeps them out", params, response: { 200: PersonAccess } } }, (request) =>
    readAccess(db, signedIn(request), request.params.id, clock.now()),
  );
  app.post("/api/v1/people/:id/access/links", { schema: { tags, summary: "Mail the way in once more", params, body: AccessLink, response: { 202: Type.Object({ to: Email }) } } }, async (request, reply) => {
    const actor = signedIn(request);
    // as many as anybody may ask for at the sign-in page
    await countTry(db, clock, `invitation ${request.params.id}`, limits.linkByAddress);
    const answer = await write(transact, request, reply, async (work) => ({ status: 202, body: { to: await inviteToPortal(work, actor, request.params.id, request.body.desk) } }));
    return reply.code(202).send(answer);
  });
  app.delete("/api/v1/people/:id/access/lock", { schema: { tags, summary: "Let somebody try anew who typed too many wrong passwords", params, response: { 204: Type.Null() } } }, async (request, reply) => {
    const actor = signedIn(request);
    await transact(actor, (work) => unlock(work, actor, request.params.id));
    return reply.code(204).send(null);
  });

  app.get("/api/v1/audit", { schema: { tags: ["audit"], summary: "Sign-ins, changes of access and configuration, readings of confidential data", querystring: AuditQuery, response: { 200: AuditPage } } }, async (request) => {
    if (!isAdministrator(signedIn(request))) throw problem("permission.denied", 403);
    const { limit = 50, ...asked } = request.query;
    return readAudit(db, desks, { ...asked, limit });
  });
}
