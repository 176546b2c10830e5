import type { Agenda, AgendaItem, FlagList, FollowUp, RecordedFollowUp, TicketFollowUps } from "../../contract/follow-ups.ts";
import type { Correspondent } from "../../contract/tickets.ts";
import { deskIn, type DeskSet, type Desks } from "../desks/index.ts";
import { agentsOfDesk, contactsOf, personDetails, phoneWritten, type Contact } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { byName } from "../platform/names.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Actor, Person } from "../platform/work.ts";
import { familyOf, findTicket, flaggedTickets, gateFacts, sideOf, statusOf, ticketHeads, type TicketFacts, type TicketHead } from "../tickets/index.ts";
import { ledDesks, mayManage, mayMove, mayRecord, ownDesks } from "./policy.ts";
import { dayBounds, dayOf, shiftOn } from "./shift-rules.ts";
import { homeZone, proposalFor } from "./shifts.ts";
import * as store from "./store.ts";
import type { StoredFollowUp } from "./store.ts";

const correspondent = (people: readonly Contact[], id: number): Correspondent => {
  const person = people.find((one) => one.id === id);
  return { name: person?.name ?? "", email: person?.address ?? "" };
};

async function viewAll(db: Db, actor: Actor, rows: readonly StoredFollowUp[], ticketOf: (row: StoredFollowUp) => TicketFacts): Promise<FollowUp[]> {
  const people = await contactsOf(db, rows.flatMap((row) => (row.doneBy === null ? [row.agentId] : [row.agentId, row.doneBy])));
  return rows.map((row) => {
    const open = row.state === "planned";
    return {
      id: row.id,
      ticket: row.ticketId,
      agent: correspondent(people, row.agentId),
      means: row.means,
      whom: row.whom,
      note: row.note,
      dueAt: row.dueAt,
      state: row.state,
      outcome: row.outcome,
      doneAt: row.doneAt,
      doneBy: row.doneBy === null ? null : correspondent(people, row.doneBy).name,
      can: { record: open && mayRecord(actor, ticketOf(row)), move: open && mayMove(actor, ticketOf(row), row.agentId) },
    };
  });
}

/** @throws 404 where the ticket is missing or foreign, 403 for its customers */
async function ticketForStaff(db: Db, actor: Actor, number: number) {
  const ticket = await findTicket(db, number);
  const side = ticket === undefined ? null : sideOf(actor, ticket);
  if (ticket === undefined || side === null) throw notFound("ticket");
  if (side === "customer") throw problem("permission.denied", 403);
  return ticket;
}

export async function readTicketFollowUps(db: Db, desks: Desks, actor: Person, number: number, now: Temporal.Instant): Promise<TicketFollowUps> {
  const ticket = await ticketForStaff(db, actor, number);
  if (ticket.mergedInto !== null) return readTicketFollowUps(db, desks, actor, ticket.mergedInto, now);
  const desk = await deskIn({ desks }, ticket.deskId);
  const family = await familyOf(db, ticket.id);
  const rows = await store.followUpsOf(db, family);
  const [facts, gates, requester] = [await store.factsOf(db, family), await gateFacts(db, ticket.id), await personDetails(db, ticket.requesterId)];
  const final = statusOf(desk, ticket).state === "closed";
  return {
    items: await viewAll(db, actor, rows, () => ticket),
    ...facts,
    flag: gates.flag,
    proposal: await proposalFor(db, actor.id, desk.timeZone, now),
    contacts: [
      ...(requester?.phones ?? []).map((phone) => ({ means: "call" as const, whom: phoneWritten(phone.number) })),
      ...(requester?.addresses ?? []).map((address) => ({ means: "mail" as const, whom: address.email })),
    ],
    can: { record: !final && mayRecord(actor, ticket), assign: !final && mayManage(actor, ticket) },
  };
}

export async function readFollowUp(db: Db, actor: Actor, id: number): Promise<FollowUp> {
  const row = await store.findFollowUp(db, id);
  if (row === undefined) throw notFound("follow-up");
  const ticket = await ticketForStaff(db, actor, row.ticketId);
  const [view] = await viewAll(db, actor, [row], () => ticket);
  if (view === undefined) throw notFound("follow-up");
  return view;
}

/** A call nobody answered offers a mail instead (C9), to the requester's address where there is one. */
export async function viewRecorded(db: Db, actor: Actor, result: { ticketId: number; followUpId: number; nextId: number | null }): Promise<RecordedFollowUp> {
  const followUp = await readFollowUp(db, actor, result.followUpId);
  const unanswered = followUp.means === "call" && followUp.outcome === "not-reached";
  const ticket = unanswered ? await findTicket(db, result.ticketId) : undefined;
  const [requester] = ticket === undefined ? [] : await contactsOf(db, [ticket.requesterId]);
  return {
    followUp,
    next: result.nextId === null ? null : await readFollowUp(db, actor, result.nextId),
    instead: unanswered ? { means: "mail", whom: requester?.address ?? null } : null,
  };
}

const openStates: readonly string[] = ["new", "open", "pending", "on_hold"];
function viewHead(desks: DeskSet, head: TicketHead): AgendaItem["subject"] {
  const desk = desks.byId.get(head.deskId);
  if (desk === undefined) throw new Error("a ticket names a desk that does not exist");
  return { number: head.id, subject: head.subject, desk: desk.key, status: statusOf(desk, head).key, state: head.state, requester: head.requesterName };
}
const viewFlagged = (desks: DeskSet, heads: readonly TicketHead[]) =>
  heads.flatMap((head) => (head.flag === null || head.flaggedAt === null ? [] : [{ ...viewHead(desks, head), flag: head.flag, flaggedAt: head.flaggedAt }]));

/** Everybody with whom the actor shares a desk's work, by name. */
export async function colleaguesOf(db: Db, desks: DeskSet, actor: Actor): Promise<{ id: number; name: string; address: string }[]> {
  const ids = [...new Set([...ownDesks(actor, desks), ...ledDesks(actor, desks)])];
  const agents = (await Promise.all(ids.map((id) => agentsOfDesk(db, id)))).flat();
  return [...new Map(agents.map((agent) => [agent.id, agent])).values()].sort((a, b) => byName(a, b) || a.id - b.id);
}

/** Whose agenda or shifts are meant, where the actor may see them. @throws 403, 404 */
export async function agentMeant(db: Db, desks: DeskSet, actor: Person, address: string | undefined): Promise<{ id: number; name: string; address: string; led: boolean }> {
  const led = (await Promise.all(ledDesks(actor, desks).map((id) => agentsOfDesk(db, id)))).flat();
  if (address === undefined || address.toLowerCase() === actor.email) {
    return { id: actor.id, name: actor.name, address: actor.email ?? "", led: led.some((agent) => agent.id === actor.id) };
  }
  const agent = led.find((one) => one.address === address.toLowerCase());
  if (agent === undefined) throw ledDesks(actor, desks).length === 0 ? problem("permission.denied", 403) : notFound("person");
  return { ...agent, led: true };
}

/** A day of an agent's agenda (C4): overdue first, then the day's, what was done, and what was flagged at a shift's end. */
export async function readAgenda(db: Db, desks: DeskSet, actor: Person, asked: { agent?: string | undefined; day?: string | undefined }, now: Temporal.Instant): Promise<Agenda> {
  const agent = await agentMeant(db, desks, actor, asked.agent);
  const own = ownDesks(actor, desks);
  if (own.length === 0 && ledDesks(actor, desks).length === 0) throw problem("permission.denied", 403);
  const plan = await store.shiftsOf(db, agent.id);
  const timeZone = plan?.timeZone ?? (await homeZone(db, desks, agent.id));
  const today = dayOf(now, timeZone);
  const day = asked.day === undefined ? today : Temporal.PlainDate.from(asked.day);
  const { start, end } = dayBounds(day, timeZone);
  const isToday = day.equals(today);
  const planned = await store.plannedOf(db, agent.id, isToday ? null : start.toString(), end.toString());
  const done = await store.doneBy(db, agent.id, start.toString(), end.toString());
  const heads = (await ticketHeads(db, [...planned, ...done].map((row) => row.ticketId))).filter((head) => sideOf(actor, head) === "staff");
  const headOf = (row: StoredFollowUp) => heads.find((head) => head.of === row.ticketId);
  const show = async (rows: readonly StoredFollowUp[], wanted: (head: TicketHead) => boolean): Promise<AgendaItem[]> => {
    const seen = rows.flatMap((row) => {
      const head = headOf(row);
      return head !== undefined && wanted(head) ? [{ row, head }] : [];
    });
    const views = await viewAll(db, actor, seen.map(({ row }) => row), (row) => seen.find((one) => one.row === row)?.head ?? { deskId: 0, queueId: 0, locationId: null, requesterId: 0, watcherIds: [], spam: false, deleted: false });
    return seen.flatMap(({ head }, n) => {
      const view = views[n];
      return view === undefined ? [] : [{ ...view, subject: viewHead(desks, head) }];
    });
  };
  const isOverdue = (row: StoredFollowUp) => isToday && Temporal.Instant.compare(Temporal.Instant.from(row.dueAt), now) < 0;
  const waiting = (head: TicketHead) => openStates.includes(head.state);
  const flagged = isToday ? (await flaggedTickets(db, { assigneeId: agent.id }, 200)).filter((head) => sideOf(actor, head) === "staff") : [];
  return {
    agent: { name: agent.name, email: agent.address },
    day: day.toString(),
    timeZone,
    shift: (plan === null ? null : shiftOn(plan, day))?.spans.map((span) => ({ start: span.start.toString(), end: span.end.toString() })) ?? [],
    overdue: await show(planned.filter(isOverdue), waiting),
    items: await show(planned.filter((row) => !isOverdue(row)), waiting),
    done: await show(done, () => true),
    flagged: viewFlagged(desks, flagged),
    colleagues: (await colleaguesOf(db, desks, actor)).map(({ name, address }) => ({ name, email: address })),
    can: { seeOthers: ledDesks(actor, desks).length > 0, editShifts: agent.led },
  };
}

/** What a supervisor looks after: flagged tickets of the desks the actor leads (C4). @throws 403 */
export async function readFlags(db: Db, desks: DeskSet, actor: Person): Promise<FlagList> {
  const deskIds = ledDesks(actor, desks);
  if (deskIds.length === 0) throw problem("permission.denied", 403);
  const heads = (await flaggedTickets(db, { deskIds }, 500)).filter((head) => sideOf(actor, head) === "staff");
  const people = await contactsOf(db, heads.flatMap((head) => head.assigneeId ?? []));
  return {
    items: heads.flatMap((head) => viewFlagged(desks, [head]).map((row) => ({ ...row, agent: head.assigneeId === null ? null : correspondent(people, head.assigneeId) }))),
  };
}
