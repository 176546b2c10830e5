import type { Permission } from "../../contract/permissions.ts";
import { query, type Db } from "../platform/db.ts";
import { byName } from "../platform/names.ts";
import type { Grant } from "../platform/work.ts";
import { addressKey } from "./rules.ts";

export interface PersonRow {
  id: number;
  name: string;
  locale: string | null;
  address: string;
  deactivated: boolean;
}

export async function personByAddress(db: Db, address: string): Promise<PersonRow | undefined> {
  const [row] = await query<PersonRow>(
    db,
    `select p.id, p.name, p.locale, a.address, p.deactivated_at is not null as deactivated
     from addresses a join people p on p.id = a.person_id where a.address = $1`,
    [addressKey(address)],
  );
  return row;
}

export async function primaryAddress(db: Db, personId: number): Promise<string | null> {
  const [row] = await query<{ address: string }>(db, `select address from addresses where person_id = $1 order by is_primary desc, address limit 1`, [personId]);
  return row?.address ?? null;
}

/** The organization somebody belongs to, as it was written down: it may have been merged into another. */
export async function organizationOf(db: Db, personId: number): Promise<number | null> {
  const [row] = await query<{ id: number | null }>(db, `select organization_id as id from people where id = $1`, [personId]);
  return row?.id ?? null;
}

/** What the person's roles allow. Empty for customers and for agents who left. */
export async function grantsOf(db: Db, personId: number): Promise<Grant[]> {
  const rows = await query<{ desk: number | null; queue: number | null; location: number | null; role: string; permissions: Permission[] }>(
    db,
    `select r.desk_id as desk, g.queue_id as queue, g.location_id as location, r.key as role, r.permissions from grants g join roles r on r.id = g.role_id join people p on p.id = g.person_id
     where g.person_id = $1 and r.archived_at is null and p.deactivated_at is null`,
    [personId],
  );
  return rows.map((row) => ({ ...row, permissions: new Set(row.permissions) }));
}

/** Gives a role; the role's key within the desk, or of the installation where the desk is null. @param queueKey in this queue only @param locationId at this location only */
export async function grantRole(db: Db, personId: number, deskId: number | null, roleKey: string, queueKey: string | null = null, locationId: number | null = null): Promise<void> {
  const rows = await query(
    db,
    `insert into grants (person_id, role_id, queue_id, location_id) select $1, r.id, q.id, $5 from roles r left join queues q on q.desk_id = r.desk_id and q.key = $4
     where r.desk_id is not distinct from $2 and r.key = $3 and ($4::text is null or q.id is not null)
     on conflict do nothing returning id`,
    [personId, deskId, roleKey, queueKey, locationId],
  );
  if (rows.length === 0) {
    const known = await query(db, `select from roles where desk_id is not distinct from $1 and key = $2`, [deskId, roleKey]);
    if (known.length === 0) throw new Error(`there is no role ${roleKey}`);
  }
}

export interface Agent {
  id: number;
  name: string;
  address: string;
  /** who only reads, notes and signs is nobody to give tickets to */
  assignable: boolean;
}

const agentsWhere = (more: string) => `select p.id, p.name, a.address, bool_or(r.permissions && array['ticket.reply', 'ticket.edit', 'ticket.status']) as assignable
  from grants g join roles r on r.id = g.role_id join people p on p.id = g.person_id join addresses a on a.person_id = p.id and a.is_primary
  where (r.desk_id = $1 or r.desk_id is null) and r.archived_at is null and p.deactivated_at is null
    and r.permissions && array['ticket.reply', 'ticket.note'] ${more}
  group by p.id, a.address order by p.name, p.id`;

/** Who can work on tickets of the desk, by name. */
export const agentsOfDesk = async (db: Db, deskId: number): Promise<Agent[]> => (await query<Agent>(db, agentsWhere(""), [deskId])).sort(byName);

export async function agentOfDesk(db: Db, deskId: number, address: string): Promise<Agent | undefined> {
  const [row] = await query<Agent>(db, agentsWhere("and p.id = (select person_id from addresses where address = $2)"), [deskId, addressKey(address)]);
  return row;
}

/**
 * Keeps somebody from being deactivated until this transaction ends, so that what it gives them is handed over with the
 * rest; false when they have been already.
 */
export async function holdAgent(db: Db, personId: number): Promise<boolean> {
  return (await query(db, `select from people where id = $1 and deactivated_at is null for share`, [personId])).length > 0;
}

/** Remembers that mail to the address came back for good. */
export async function markBounced(db: Db, address: string, at: string, reason: string): Promise<void> {
  await query(db, `update addresses set bounced_at = $2, bounce_reason = $3 where address = $1`, [addressKey(address), at, reason]);
}

/** How someone can be written to. */
export interface Contact {
  id: number;
  name: string;
  locale: string | null;
  /** the primary address */
  address: string | null;
  /** was told how to get a password */
  invited: boolean;
  deactivated: boolean;
  /** of a colleague: how customers reach them beside mail */
  contact: string | null;
}

/** How many there are is kept from the planner, which else would plan for each number anew. */
export const contactsOf = (db: Db, ids: readonly number[]): Promise<Contact[]> =>
  query(
    db,
    `select p.id, p.name, p.locale, a.address, coalesce(a.invited_at is not null or a.verified_at is not null, false) as invited, p.deactivated_at is not null as deactivated, p.contact
     from people p left join addresses a on a.person_id = p.id and a.is_primary where p.id = any((select $1::bigint[])::bigint[])`,
    [[...new Set(ids)]],
  );

/** The people of these addresses, each with the address that was asked for, in that order. */
export const contactsAt = (db: Db, addresses: readonly string[]): Promise<Contact[]> =>
  query(
    db,
    `select p.id, p.name, p.locale, a.address, a.invited_at is not null or a.verified_at is not null as invited, p.deactivated_at is not null as deactivated, p.contact
     from unnest($1::text[]) with ordinality as w(address, n) join addresses a on a.address = w.address join people p on p.id = a.person_id order by w.n`,
    [[...new Set(addresses)]],
  );

/** How customers may turn to this agent (H6); shown beside "assigned to". */
export async function publishContact(db: Db, personId: number, contact: string): Promise<void> {
  await query(db, `update people set contact = $2 where id = $1`, [personId, contact]);
}

/** Who holds a role of the desk, by its key. */
export async function roleHolders(db: Db, deskId: number, roleKey: string): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `select distinct g.person_id as id from grants g join roles r on r.id = g.role_id join people p on p.id = g.person_id
     where r.desk_id = $1 and r.key = $2 and r.archived_at is null and p.deactivated_at is null order by 1`,
    [deskId, roleKey],
  );
  return rows.map(({ id }) => id);
}

/** Is the address this person's, and known to be: the one that is written to, or one whose mailed link was used? */
export async function ownsAddress(db: Db, personId: number, address: string): Promise<boolean> {
  const rows = await query(db, `select from addresses where person_id = $1 and address = $2 and (is_primary or verified_at is not null)`, [personId, addressKey(address)]);
  return rows.length > 0;
}
