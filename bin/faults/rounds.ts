import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { findPostgres } from "../../server/platform/postgres/index.ts";
import { connectSmtp, numberedMail, type NumberedMail } from "./mails.ts";
import { killPostgres, startServer } from "./process.ts";

export interface Report {
  rounds: number;
  postgresKilled: number;
  /** mails for which a 250 was received */
  acknowledged: number;
  /** mails whose fate was open when the process died, and which were sent again */
  repeated: number;
  /** what was found wrong: nothing, else sentences */
  wrong: string[];
}

/**
 * Kills the process (in some rounds the database too) at random moments while mail servers hand over numbered mails,
 * and counts afterwards: every 250 is exactly one message, in exactly one ticket, with its row in the ledger. A mail
 * without an answer is sent again in the next round, as a mail server would.
 * @param program what to start, else `server.ts`
 */
export async function runRounds(dataDir: string, rounds: number, postgresRounds: number, { clients = 4, tell = () => {}, program }: { clients?: number; tell?: (line: string) => void; program?: string } = {}): Promise<Report> {
  const acknowledged = new Set<number>();
  const open: NumberedMail[] = [];
  const report: Report = { rounds, postgresKilled: 0, acknowledged: 0, repeated: 0, wrong: [] };
  let next = 0;
  const every = postgresRounds === 0 ? Infinity : Math.max(1, Math.floor(rounds / postgresRounds));
  for (let round = 1; round <= rounds; round += 1) {
    const server = await startServer(dataDir, {}, program);
    let over = false;
    const sender = async () => {
      while (!over) {
        const connection = await connectSmtp(server.smtpPort);
        while (!over && connection.alive()) {
          const again = open.shift();
          if (again !== undefined) report.repeated += 1;
          const mail = again ?? numberedMail(next++);
          const outcome = await connection.send(mail);
          if (outcome !== "lost" && outcome.code === 250) acknowledged.add(mail.n);
          else if (outcome !== "lost" && outcome.code >= 500) report.wrong.push(`mail ${mail.n} was refused for good: ${outcome.code} ${outcome.text}`);
          else open.push(mail);
          if (outcome !== "lost" && outcome.code !== 250) await setTimeout(50);
        }
        connection.end();
      }
    };
    const senders = Array.from({ length: clients }, sender);
    // at any moment of the work: after some mails, or while nothing gets through
    const enough = acknowledged.size + Math.floor(Math.random() * 25);
    for (let waited = 0; waited < 2000 && acknowledged.size < enough; waited += 5) await setTimeout(5);
    await setTimeout(Math.random() * 30);
    const alsoPostgres = round % every === 0 && report.postgresKilled < postgresRounds;
    const first = alsoPostgres && Math.random() < 0.5;
    if (first && killPostgres(dataDir)) {
      report.postgresKilled += 1;
      await setTimeout(Math.random() * 200);
    }
    await server.kill();
    if (alsoPostgres && !first && killPostgres(dataDir)) report.postgresKilled += 1;
    over = true;
    await Promise.all(senders);
    tell(`round ${round}: ${acknowledged.size} acknowledged, ${open.length} open${alsoPostgres ? ", the database was killed too" : ""}`);
  }
  const last = await startServer(dataDir, {}, program);
  try {
    report.wrong.push(...(await findWrong(dataDir, acknowledged)));
  } finally {
    const code = await last.stop();
    if (code !== 0) report.wrong.push(`the last process stopped with ${code}: ${last.log().slice(-2000)}`);
  }
  report.acknowledged = acknowledged.size;
  return report;
}

/** Waits until every mail has its fate, then looks at every mail that was acknowledged, and at everything there is. */
async function findWrong(dataDir: string, acknowledged: ReadonlySet<number>): Promise<string[]> {
  const { running } = findPostgres(dataDir);
  if (running === null) return ["the database does not run"];
  const client = new pg.Client(running);
  await client.connect();
  const rows = async <R extends object>(sql: string, values: unknown[] = []) => (await client.query<R>(sql, values)).rows;
  try {
    // a confirmation is owed by a job, which a killed process may have taken with it for some seconds
    for (let waited = 0; waited < 120_000; waited += 200) {
      const [left] = await rows<{ n: number }>(
        "select (select count(*) from mails where fate = 'received')::int + (select count(*) from graphile_worker.jobs where task_identifier = 'tickets.confirm')::int as n",
      );
      if (left?.n === 0) break;
      await setTimeout(200);
    }
    const ids = [...acknowledged].map((n) => `fault-${n}@guest.example`);
    const counted = await rows<{ id: string; ledger: number; settled: number; kept: number; messages: number }>(
      `select wanted.id,
         (select count(*)::int from mails m where trim(both '<>' from m.header_message_id) = wanted.id) as ledger,
         (select count(*)::int from mails m where trim(both '<>' from m.header_message_id) = wanted.id and settled_at is not null and fate in ('ticketed', 'threaded', 'duplicate')) as settled,
         (select count(*)::int from mails m where trim(both '<>' from m.header_message_id) = wanted.id and fate in ('ticketed', 'threaded')) as kept,
         (select count(*)::int from messages m where trim(both '<>' from m.header_message_id) = wanted.id) as messages
       from unnest($1::text[]) as wanted (id)`,
      [ids],
    );
    const wrong = counted
      .filter((row) => row.ledger < 1 || row.settled !== row.ledger || row.kept !== 1 || row.messages !== 1)
      .map((row) => `${row.id}: ${row.ledger} rows in the ledger, ${row.settled} settled, ${row.kept} taken, ${row.messages} messages`);
    const checks: [string, string][] = [
      ["mails without a fate", "select count(*)::int as n from mails where fate = 'received' or settled_at is null"],
      ["mails that failed", "select count(*)::int as n from mails where fate = 'failed'"],
      ["messages twice", "select count(*)::int as n from (select from messages group by header_message_id having count(*) > 1) d"],
      ["tickets that were not recorded once", "select count(*)::int as n from tickets t where 1 <> (select count(*) from events e where e.ticket_id = t.id and e.type = 'ticket.created')"],
      ["messages that were not recorded once", "select count(*)::int as n from messages m where 1 <> (select count(*) from events e where e.ticket_id = m.ticket_id and e.type = 'message.added' and (e.data->>'messageId')::bigint = m.id)"],
      ["tickets without exactly one confirmation", "select count(*)::int as n from tickets t where 1 <> (select count(*) from deliveries d where d.ticket_id = t.id and d.letter = 'confirmation')"],
      ["answers outside their ticket", `select count(*)::int as n from messages m join mails l on l.message_id = m.id where l.fate = 'threaded' and m.ticket_id <> l.ticket_id`],
    ];
    for (const [what, sql] of checks) {
      const [found] = await rows<{ n: number }>(sql);
      if (found?.n !== 0) wrong.push(`${what}: ${found?.n}`);
    }
    return wrong;
  } finally {
    await client.end();
  }
}
