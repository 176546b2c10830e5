import { addressKey } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";

/** By desk: the addresses and `@domains` whose mails it does not want. */
export type Blocked = ReadonlyMap<number, ReadonlySet<string>>;

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@"));

export const isBlocked = (blocked: Blocked, deskId: number, address: string): boolean => {
  const patterns = blocked.get(deskId);
  return patterns !== undefined && (patterns.has(address) || patterns.has(domainOf(address)));
};

/** Which of these senders are blocked anywhere. */
export async function blockedAmong(db: Db, addresses: readonly string[]): Promise<Blocked> {
  const patterns = [...new Set(addresses.flatMap((address) => [address, domainOf(address)]))];
  const rows = await query<{ deskId: number; pattern: string }>(db, `select desk_id as "deskId", pattern from blocked_senders where pattern = any($1)`, [patterns]);
  return new Map([...Map.groupBy(rows, ({ deskId }) => deskId)].map(([deskId, of]) => [deskId, new Set(of.map(({ pattern }) => pattern))]));
}

export interface BlockedSender {
  pattern: string;
  addedAt: string;
  addedBy: string | null;
}
export const listBlocked = (db: Db, deskId: number): Promise<BlockedSender[]> =>
  query(db, `select b.pattern, b.added_at as "addedAt", p.name as "addedBy" from blocked_senders b left join people p on p.id = b.added_by where b.desk_id = $1 order by b.pattern limit 5000`, [deskId]);

/** A whole domain is written with its `@`. */
const shape = /^[^@\s]*@[^@\s]+\.[^@\s]+$/;

/** Blocks an address or an `@domain`. @throws 422 for anything else, or for an address of ours */
export async function blockSender(work: Work, deskId: number, typed: string, path = "/sender"): Promise<string> {
  const pattern = addressKey(typed);
  if (!shape.test(pattern) || pattern.length > 254) throw problem("mail.blocked-shape", 422, { path });
  if ((await work.desks.get()).byAddress.has(pattern)) throw problem("mail.blocked-own", 422, { path });
  const rows = await query(
    work.db,
    `insert into blocked_senders (desk_id, pattern, added_by, added_at) values ($1, $2, $3, $4) on conflict do nothing returning pattern`,
    [deskId, pattern, work.actor.kind === "person" ? work.actor.id : null, work.now.toString()],
  );
  if (rows.length > 0) await work.record({ desk: deskId, ticket: null, version: null }, "sender.blocked", { sender: pattern });
  return pattern;
}

export async function unblockSender(work: Work, deskId: number, typed: string): Promise<void> {
  const sender = addressKey(typed);
  const rows = await query(work.db, `delete from blocked_senders where desk_id = $1 and pattern = $2 returning pattern`, [deskId, sender]);
  if (rows.length > 0) await work.record({ desk: deskId, ticket: null, version: null }, "sender.unblocked", { sender });
}
