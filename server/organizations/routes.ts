import { Type } from "typebox";
import {
  Branch, BranchInput, BranchPatch, BranchRefList, Organization, OrganizationInput, OrganizationList, OrganizationMerge, OrganizationPatch, OrganizationQuery,
  Person, PersonInput, PersonList, PersonPatch, PersonQuery,
} from "../../contract/organizations.ts";
import { countryOf, findPeople, personByAddress, prefixQuery } from "../people/index.ts";
import type { Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person as Actor } from "../platform/work.ts";
import { changeBranch, changeOrganization, createBranch, createOrganization, mergeOrganization, unmergeOrganization } from "./actions.ts";
import { changePerson, createPerson } from "./people.ts";
import { maySee } from "./policy.ts";
import * as store from "./store.ts";
import { readBranch, readOrganization, readPerson, viewBranchRefs, viewPeople, viewRow } from "./view.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const ById = Type.Object({ id: Id });
const BranchOf = Type.Object({ id: Id, branch: Id });
const Typed = Type.Object({ q: Type.String({ maxLength: 200 }), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })) }, { additionalProperties: false });

export interface OrganizationDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
}

export function organizationRoutes(app: Http, { database: { db }, desks, transact }: OrganizationDeps): void {
  const tags = ["people"];
  const seeing = (actor: Actor): Actor => {
    if (!maySee(actor)) throw problem("permission.denied", 403);
    return actor;
  };
  const etag = (version: number) => ({ etag: `"${version}"` });

  app.get("/api/v1/organizations", { schema: { tags, querystring: OrganizationQuery, response: { 200: OrganizationList } } }, async (request) => {
    seeing(signedIn(request));
    const { q = "", limit = 50, after } = request.query;
    if (q.trim() !== "") {
      const items = await store.searchOrganizations(db, prefixQuery(q), q.trim().toLowerCase().replace(/^.*@/, ""), limit);
      return { items: items.map(viewRow), next: null };
    }
    const rows = await store.listOrganizations(db, limit + 1, after === undefined ? null : readCursor(after));
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(viewRow), next: rows.length > limit && last !== undefined ? writeCursor(last) : null };
  });

  app.post("/api/v1/organizations", { schema: { tags, body: OrganizationInput, response: { 201: Organization } } }, async (request, reply) => {
    const actor = seeing(signedIn(request));
    const made = await write(transact, request, reply, async (work) => {
      const id = await createOrganization(work, request.body);
      return { status: 201, body: await readOrganization(work.db, actor, id), headers: { location: `/api/v1/organizations/${id}` } };
    });
    return reply.code(201).send(made);
  });

  app.get("/api/v1/organizations/:id", { schema: { tags, params: ById, response: { 200: Organization } } }, async (request, reply) => {
    const organization = await readOrganization(db, signedIn(request), request.params.id);
    reply.headers(etag(organization.version));
    return organization;
  });

  app.patch("/api/v1/organizations/:id", { schema: { tags, params: ById, body: OrganizationPatch, response: { 200: Organization } } }, async (request, reply) => {
    const actor = seeing(signedIn(request));
    return write(transact, request, reply, async (work) => {
      const id = await changeOrganization(work, request.params.id, request.body, ifMatch(request.headers["if-match"]));
      const body = await readOrganization(work.db, actor, id);
      return { status: 200, body, headers: etag(body.version) };
    });
  });

  app.put("/api/v1/organizations/:id/merge", { schema: { tags, params: ById, body: OrganizationMerge, response: { 200: Organization } } }, async (request, reply) => {
    const actor = seeing(signedIn(request));
    return write(transact, request, reply, async (work) => {
      await mergeOrganization(work, request.params.id, request.body.into);
      return { status: 200, body: await readOrganization(work.db, actor, request.params.id) };
    });
  });
  app.delete("/api/v1/organizations/:id/merge", { schema: { tags, params: ById, response: { 200: Organization } } }, async (request, reply) => {
    const actor = seeing(signedIn(request));
    return write(transact, request, reply, async (work) => {
      await unmergeOrganization(work, request.params.id);
      return { status: 200, body: await readOrganization(work.db, actor, request.params.id) };
    });
  });

  app.post("/api/v1/organizations/:id/branches", { schema: { tags, params: ById, body: BranchInput, response: { 201: Branch } } }, async (request, reply) => {
    seeing(signedIn(request));
    const made = await write(transact, request, reply, async (work) => {
      const id = await createBranch(work, request.params.id, request.body);
      return { status: 201, body: await readBranch(work.db, id) };
    });
    return reply.code(201).send(made);
  });
  app.patch("/api/v1/organizations/:id/branches/:branch", { schema: { tags, params: BranchOf, body: BranchPatch, response: { 200: Branch } } }, async (request, reply) => {
    seeing(signedIn(request));
    return write(transact, request, reply, async (work) => {
      await changeBranch(work, request.params.id, request.params.branch, request.body);
      return { status: 200, body: await readBranch(work.db, request.params.branch) };
    });
  });

  app.get("/api/v1/branches", { schema: { tags, querystring: Typed, response: { 200: BranchRefList } } }, async (request) => {
    seeing(signedIn(request));
    const words = prefixQuery(request.query.q);
    return { items: words === null ? [] : await viewBranchRefs(db, await store.searchBranches(db, words, request.query.limit ?? 10)) };
  });

  app.get("/api/v1/people", { schema: { tags, querystring: PersonQuery, response: { 200: PersonList } } }, async (request) => {
    seeing(signedIn(request));
    const { q = "", email, organization, desk, limit = 10 } = request.query;
    const set = await desks.get();
    const country = countryOf((desk === undefined ? undefined : set.byKey.get(desk)) ?? set.all[0]);
    const root = organization === undefined ? undefined : ((await store.rootOf(db, organization)) ?? 0);
    const within = root === undefined ? {} : { organizationIds: await store.familyOf(db, root) };
    if (email !== undefined) {
      const known = await personByAddress(db, email);
      const found = known === undefined ? [] : (await findPeople(db, { q: known.address, country, limit: 50 })).filter((person) => person.id === known.id);
      return { items: await viewPeople(db, found) };
    }
    return { items: await viewPeople(db, await findPeople(db, { q: q.trim(), country, limit, ...within })) };
  });

  app.post("/api/v1/people", { schema: { tags, body: PersonInput, response: { 200: Person, 201: Person } } }, async (request, reply) => {
    const actor = seeing(signedIn(request));
    let status: 200 | 201 = 200;
    const person = await write(transact, request, reply, async (work) => {
      const { id, created } = await createPerson(work, request.body);
      status = created ? 201 : 200;
      return { status, body: await readPerson(work.db, actor, id), headers: { location: `/api/v1/people/${id}` } };
    });
    return reply.code(status).send(person);
  });
  app.get("/api/v1/people/:id", { schema: { tags, params: ById, response: { 200: Person } } }, async (request, reply) => {
    const person = await readPerson(db, signedIn(request), request.params.id);
    reply.headers(etag(person.version));
    return person;
  });
  app.patch("/api/v1/people/:id", { schema: { tags, params: ById, body: PersonPatch, response: { 200: Person } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await changePerson(work, request.params.id, request.body, ifMatch(request.headers["if-match"]));
      const body = await readPerson(work.db, actor, request.params.id);
      return { status: 200, body, headers: etag(body.version) };
    });
  });
}

/** RFC 9110 13.1.1: the version between quotes; `*` is any. */
function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem("record.stale", 412);
  return Number(version);
}

const writeCursor = ({ folded, id }: store.OrganizationPlace) => Buffer.from(JSON.stringify([folded, id])).toString("base64url");
/** @throws 400 for one that cannot be read */
function readCursor(text: string): store.OrganizationPlace {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    const [folded, id]: unknown[] = Array.isArray(parsed) ? parsed : [];
    if (typeof folded === "string" && typeof id === "number" && Number.isSafeInteger(id)) return { folded, id };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
}
