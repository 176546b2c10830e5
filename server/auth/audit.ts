import type { AuditEntry, AuditKind, AuditPage } from "../../contract/access.ts";
import { audiences, type EventType } from "../../contract/events.ts";
import type { Desks } from "../desks/index.ts";
import { contactsOf, personByAddress } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";

/** What belongs to a kind, by the first word of an event's type. */
const kindOf: Record<string, AuditKind> = {
  session: "access", password: "access", token: "access", address: "access", "second-factor": "access", "recovery-codes": "access",
  configuration: "configuration", provider: "configuration", demo: "configuration", agent: "people", person: "people", mail: "data",
};
const audited = Object.entries(audiences).flatMap(([type, audience]) => (audience === "admin" ? [type as EventType] : []));
/** Of a kind, the types; all that administrators alone may learn of is in one. */
export const typesOf = (kind: AuditKind): EventType[] => audited.filter((type) => (kindOf[type.split(".")[0] ?? ""] ?? "data") === kind);

export interface Asked {
  kind?: AuditKind | undefined;
  person?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  after?: string | undefined;
  limit: number;
}

interface Row {
  id: number;
  at: string;
  actorId: number | null;
  actorKind: string;
  via: string;
  deskId: number | null;
  type: string;
  data: Record<string, unknown>;
}
const columns = `id, at, actor_id as "actorId", actor_kind as "actorKind", via, desk_id as "deskId", type, data`;

/**
 * A page of the audit, the newest first. Whatever is asked, each branch walks one partial index in its order and stops after a
 * page: by type, by who did it, by the address or person it is about.
 */
async function find(db: Db, { kind, person, from, until, after, limit }: Asked): Promise<Row[]> {
  const place = after === undefined ? null : readPlace(after);
  const within = `audience = 'admin' and ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2) and ($3::timestamptz is null or (at, id) < ($3, $4::bigint))`;
  const newest = `order by at desc, id desc limit $5`;
  const values = [from ?? null, until ?? null, place?.at ?? null, place?.id ?? null, limit];
  if (person !== undefined) {
    const known = await personByAddress(db, person);
    return query<Row>(
      db,
      `select ${columns} from (
         (select * from events where ${within} and actor_id = $6 and ($9::text[] is null or type = any($9)) ${newest})
         union (select * from events where ${within} and data ->> 'address' = $7 and ($9::text[] is null or type = any($9)) ${newest})
         union (select * from events where ${within} and data ->> 'personId' = $8 and ($9::text[] is null or type = any($9)) ${newest})
       ) e ${newest}`,
      [...values, known?.id ?? 0, person.trim().toLowerCase(), String(known?.id ?? 0), kind === undefined ? null : typesOf(kind)],
    );
  }
  if (kind === undefined) return query<Row>(db, `select ${columns} from events where ${within} ${newest}`, values);
  return query<Row>(db, `select ${columns} from unnest($6::text[]) as k (kind) cross join lateral (select * from events where ${within} and type = k.kind ${newest}) e ${newest}`, [...values, typesOf(kind)]);
}

function readPlace(after: string): { at: string; id: number } {
  const [, at = "", id = ""] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)_(\d{1,15})$/.exec(after) ?? [];
  if (at === "" || Number.isNaN(Date.parse(at))) throw problem("request.cursor", 400, { path: "/after" });
  return { at, id: Number(id) };
}

export async function readAudit(db: Db, desks: Desks, asked: Asked): Promise<AuditPage> {
  const rows = await find(db, { ...asked, limit: asked.limit + 1 });
  const page = rows.slice(0, asked.limit);
  const about = (row: Row): number | null => (typeof row.data["personId"] === "number" ? row.data["personId"] : null);
  const people = new Map((await contactsOf(db, page.flatMap((row) => [row.actorId, about(row)].filter((id) => id !== null)))).map((one) => [one.id, { name: one.name, email: one.address }]));
  const { byId } = await desks.get();
  const last = page.at(-1);
  return {
    items: page.map((row): AuditEntry => {
      const person = about(row);
      return {
        id: row.id,
        at: row.at,
        type: row.type,
        actor: row.actorId === null ? null : (people.get(row.actorId) ?? null),
        via: row.via,
        desk: row.deskId === null ? null : (byId.get(row.deskId)?.key ?? null),
        person: person === null || person === row.actorId ? null : (people.get(person) ?? null),
        data: row.data,
      };
    }),
    next: rows.length > asked.limit && last !== undefined ? `${last.at}_${last.id}` : null,
  };
}
