import type { Following, FollowState } from "../../contract/conversations.ts";
import { query, type Db } from "../platform/db.ts";
import type { Person, Work } from "../platform/work.ts";
import type { StoredTicket } from "../tickets/index.ts";

/** How the person follows the ticket, and who watches it. */
export async function readFollowing(db: Db, person: Person, ticket: number): Promise<Following> {
  const rows = await query<{ personId: number; state: FollowState; email: string | null; name: string }>(
    db,
    `select f.person_id as "personId", f.state, p.name, (select a.address from addresses a where a.person_id = p.id order by a.is_primary desc, a.address limit 1) as email
     from follows f join people p on p.id = f.person_id where f.ticket_id = $1 and p.deactivated_at is null order by p.name, p.id`,
    [ticket],
  );
  return {
    mine: rows.find((row) => row.personId === person.id)?.state ?? null,
    watching: rows.flatMap(({ state, email, name }) => (state === "watching" && email !== null ? [{ email, name }] : [])),
  };
}

/** Watches a ticket, mutes it, or does neither any more; nothing changes for who does so already. */
export async function follow(work: Work, person: Person, ticket: StoredTicket, state: FollowState | null): Promise<void> {
  const changed =
    state === null
      ? await query(work.db, `delete from follows where ticket_id = $1 and person_id = $2 returning 1 as one`, [ticket.id, person.id])
      : await query(
          work.db,
          `insert into follows (ticket_id, person_id, state, since) values ($1, $2, $3, $4)
           on conflict (ticket_id, person_id) do update set state = excluded.state, since = excluded.since where follows.state <> excluded.state returning 1 as one`,
          [ticket.id, person.id, state, work.now.toString()],
        );
  if (changed.length > 0) await work.record({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version }, "ticket.followed", { to: state ?? "none" });
}
