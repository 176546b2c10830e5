import { firstSteps, type FirstSteps } from "../../contract/first-steps.ts";
import { countWaiting, isMailboxWatched } from "../mail-in/index.ts";
import { profileOf } from "../people/index.ts";
import { query } from "../platform/db.ts";
import { isAdministrator, type Person, type Work } from "../platform/work.ts";
import { hasSettings } from "../settings/index.ts";

/** Under this name a person's preferences keep that the steps were put away. */
export const putAway = "firstSteps";

/**
 * What has happened of the first steps. A request counts that came by itself after the start, not by the demonstration;
 * the newest, so that who begins anew sees their own.
 */
export async function viewFirstSteps(work: Work, person: Person, builtIn: boolean): Promise<FirstSteps> {
  const { db } = work;
  const none: FirstSteps = { steps: [], ticket: null, held: false, desk: null };
  if (!isAdministrator(person) || (await profileOf(db, person.id))?.preferences[putAway] === "away") return none;
  const [request] = await query<{ number: number; answered: boolean; closed: boolean }>(
    db,
    `select t.id as number, t.state in ('solved', 'closed') as closed,
       exists (select from messages m where m.ticket_id = t.id and m.author_side = 'agent' and m.kind = 'reply') as answered
     from events e join tickets t on t.id = e.ticket_id
     where e.type = 'ticket.created' and e.via in ('mail', 'web') and t.source in ('email', 'portal', 'form') and t.deleted_at is null and not t.spam order by e.id desc limit 1`,
    [],
  );
  const own = !(await hasSettings(db, "demo."));
  const desks = (await work.desks.get()).all;
  const [desk] = desks;
  const held = request === undefined && (await countWaiting(db, desks.map(({ id }) => id), 1)).some(({ count }) => count > 0);
  const done = {
    // where mail stays in the house there is nothing to connect yet
    mailbox: (await isMailboxWatched(db)) || (!builtIn && request !== undefined),
    colleague: (await colleagues(work)) > 1,
    write: request !== undefined || held,
    answer: request?.answered ?? false,
    close: request?.closed ?? false,
  };
  const asked = firstSteps.filter((step) => own || (step !== "mailbox" && step !== "colleague"));
  return { steps: asked.map((step) => ({ step, done: done[step] })), ticket: request?.number ?? null, held, desk: desk?.key ?? null };
}

async function colleagues({ db }: Pick<Work, "db">): Promise<number> {
  const [row] = await query<{ n: number }>(db, `select count(distinct g.person_id)::int as n from grants g join people p on p.id = g.person_id where p.deactivated_at is null`, []);
  return row?.n ?? 0;
}
