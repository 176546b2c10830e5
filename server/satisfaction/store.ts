import { query, type Db } from "../platform/db.ts";

export interface StoredRating {
  personId: number;
  agentId: number | null;
  score: number;
  message: string;
  ratedAt: string;
}

export async function findRating(db: Db, ticketId: number): Promise<StoredRating | undefined> {
  const [row] = await query<StoredRating>(db, `select person_id as "personId", agent_id as "agentId", score, message, rated_at as "ratedAt" from ratings where ticket_id = $1`, [ticketId]);
  return row;
}

export const saveRating = (db: Db, ticketId: number, { personId, agentId, score, message, ratedAt }: StoredRating): Promise<unknown> =>
  query(
    db,
    `insert into ratings (ticket_id, person_id, agent_id, score, message, rated_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (ticket_id) do update set person_id = excluded.person_id, agent_id = excluded.agent_id, score = excluded.score, message = excluded.message, rated_at = excluded.rated_at`,
    [ticketId, personId, agentId, score, message, ratedAt],
  );

export const moveRatings = (db: Db, from: number, to: number): Promise<unknown> =>
  query(db, `update ratings set person_id = case when person_id = $1 then $2 else person_id end, agent_id = case when agent_id = $1 then $2 else agent_id end where person_id = $1 or agent_id = $1`, [from, to]);

export const deleteRatings = (db: Db, ticketIds: readonly number[]): Promise<unknown> => query(db, `delete from ratings where ticket_id = any($1)`, [ticketIds]);

export const silenceRatings = (db: Db, ticketIds: readonly number[]): Promise<unknown> => query(db, `update ratings set message = '' where ticket_id = any($1)`, [ticketIds]);
