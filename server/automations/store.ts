import type { Deed, RunOutcome } from "../../contract/rules.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

/** Why a run failed, a key below `problem.` with its parameters. */
export interface Reason {
  key: string;
  params: Record<string, string | number>;
}

/** Begins the run of a rule on this occasion; null where it has had it. Whoever comes at the same time waits, and has had it. */
export async function beginRun(db: Db, run: { ruleId: number; ticketId: number; occasion: string; at: string; outcome: RunOutcome | "passed"; reason?: Reason | null }): Promise<number | null> {
  const [row] = await query<{ id: number }>(
    db,
    `insert into rule_runs (rule_id, ticket_id, occasion, at, outcome, reason) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
    [run.ruleId, run.ticketId, run.occasion, run.at, run.outcome, run.reason == null ? null : JSON.stringify(run.reason)],
  );
  return row?.id ?? null;
}

export const saveDeeds = (db: Db, id: number, did: readonly Deed[]): Promise<unknown> => query(db, `update rule_runs set did = $2 where id = $1`, [id, JSON.stringify(did)]);

export async function runOf(db: Db, ruleId: number, ticketId: number, occasion: string): Promise<RunOutcome | "passed" | null> {
  const [row] = await query<{ outcome: RunOutcome | "passed" }>(db, `select outcome from rule_runs where rule_id = $1 and ticket_id = $2 and occasion = $3`, [ruleId, ticketId, occasion]);
  return row?.outcome ?? null;
}

/** Those of some moments that the rule has not had. */
export async function notHad<M extends { ticketId: number; occasion: string }>(db: Db, ruleId: number, moments: readonly M[]): Promise<M[]> {
  const rows = await query<{ n: number }>(
    db,
    `select m.n::int as n from unnest($2::bigint[], $3::text[]) with ordinality as m(ticket_id, occasion, n)
     where not exists (select from rule_runs r where r.rule_id = $1 and r.ticket_id = m.ticket_id and r.occasion = m.occasion)`,
    [ruleId, moments.map(({ ticketId }) => ticketId), moments.map(({ occasion }) => occasion)],
  );
  return rows.flatMap(({ n }) => moments[n - 1] ?? []);
}

export async function countRuns(db: Db, ruleId: number, ticketId: number, since: string): Promise<number> {
  const [row] = await query<{ count: number }>(db, `select count(*)::int as count from rule_runs where rule_id = $1 and ticket_id = $2 and at > $3 and outcome = 'ran'`, [ruleId, ticketId, since]);
  return row?.count ?? 0;
}

/** Until when each of some rules has looked. */
export const lookedUntil = (db: Db, ids: readonly number[]): Promise<{ id: number; until: string }[]> => query(db, `select rule_id as id, until from rule_looks where rule_id = any($1)`, [ids]);
export const setLooked = (db: Db, id: number, until: string): Promise<unknown> =>
  query(db, `insert into rule_looks (rule_id, until) values ($1, $2) on conflict (rule_id) do update set until = excluded.until`, [id, until]);

/** A mail of the rule goes to these: how many each has had of it since then, this one counted. */
export const countMails = (db: Db, ruleId: number, addresses: readonly string[], at: string, since: string): Promise<{ address: string; count: number }[]> =>
  query(
    db,
    `with mailed as (insert into rule_mails (rule_id, address, at) select $1, a, $3 from unnest($2::text[]) a returning address)
     select m.address, (count(*) + (select count(*) from rule_mails r where r.rule_id = $1 and r.address = m.address and r.at > $4))::int as count from mailed m group by m.address`,
    [ruleId, addresses, at, since],
  );

export const turnsOf = (db: Db, ruleId: number): Promise<{ personId: number; at: string }[]> => query(db, `select person_id as "personId", at from rule_turns where rule_id = $1`, [ruleId]);
export const takeTurn = (db: Db, ruleId: number, personId: number, at: string): Promise<unknown> =>
  query(db, `insert into rule_turns (rule_id, person_id, at) values ($1, $2, $3) on conflict (rule_id, person_id) do update set at = excluded.at`, [ruleId, personId, at]);

export interface StoredRun {
  id: number;
  ruleId: number;
  at: string;
  outcome: RunOutcome;
  ticketId: number;
  did: Deed[];
  reason: Reason | null;
}
/** The last runs of some rules, so many of each, the newest first; what only passed is not among them. */
export const lastRuns = (db: Db, ruleIds: readonly number[], each: number): Promise<StoredRun[]> =>
  query(
    db,
    `select r.id, r.rule_id as "ruleId", r.at, r.outcome, r.ticket_id as "ticketId", r.did, r.reason from unnest($1::bigint[]) u (id)
     cross join lateral (select * from rule_runs r where r.rule_id = u.id and r.outcome <> 'passed' order by r.id desc limit $2) r order by r.id desc`,
    [ruleIds, each],
  );

/** What was only looked at is forgotten once no rule looks so far back. */
export async function forgetRuns(db: Db, before: { passed: string; mails: string }): Promise<void> {
  await query(db, `delete from rule_runs where outcome = 'passed' and at < $1`, [before.passed]);
  await query(db, `delete from rule_mails where at < $1`, [before.mails]);
}

/** A ticket was erased for good: so is what was done to it. */
export async function forgetTicketRuns({ db }: Pick<Work, "db">, { data }: RecordedEvent<"ticket.purged">): Promise<void> {
  await query(db, `delete from rule_runs where ticket_id = any($1)`, [data.numbers]);
}
