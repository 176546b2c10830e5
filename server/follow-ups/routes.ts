import { Type } from "typebox";
import { Email, TicketNumber } from "../../contract/common.ts";
import {
  Agenda, AgendaQuery, AgendaTransfer, AgendaTransferred, FlagList, FollowUp, FollowUpPatch, FollowUpResult, NewFollowUp, RecordedFollowUp, Shifts, ShiftsView, TicketFollowUps,
} from "../../contract/follow-ups.ts";
import type { Desks } from "../desks/index.ts";
import { Temporal, type Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person, Work } from "../platform/work.ts";
import { addFollowUp, cancelFollowUp, changeFollowUp, handOverFollowUps, recordFollowUp } from "./actions.ts";
import { dayBounds } from "./shift-rules.ts";
import { homeZone, keepShifts } from "./shifts.ts";
import * as store from "./store.ts";
import { agentMeant, colleaguesOf, readAgenda, readFlags, readFollowUp, readTicketFollowUps, viewRecorded } from "./view.ts";

const OfTicket = Type.Object({ number: TicketNumber });
const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const OfAgent = Type.Object({ email: Email });

export interface FollowUpDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  clock: Clock;
}

export function followUpRoutes(app: Http, { database: { db }, desks, transact, clock }: FollowUpDeps): void {
  const tags = ["follow-ups"];

  app.get("/api/v1/tickets/:number/follow-ups", { schema: { tags, params: OfTicket, response: { 200: TicketFollowUps } } }, (request) =>
    readTicketFollowUps(db, desks, signedIn(request), request.params.number, clock.now()),
  );

  app.post("/api/v1/tickets/:number/follow-ups", { schema: { tags, params: OfTicket, body: NewFollowUp, response: { 201: RecordedFollowUp } } }, async (request, reply) => {
    const actor = signedIn(request);
    const recorded = await write(transact, request, reply, async (work) => {
      const result = await addFollowUp(work, request.params.number, request.body);
      return { status: 201, body: await viewRecorded(work.db, actor, result) };
    });
    return reply.code(201).send(recorded);
  });

  app.put("/api/v1/follow-ups/:id/result", { schema: { tags, params: ById, body: FollowUpResult, response: { 200: RecordedFollowUp } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      const result = await recordFollowUp(work, request.params.id, request.body);
      return { status: 200, body: await viewRecorded(work.db, actor, result) };
    });
  });

  app.patch("/api/v1/follow-ups/:id", { schema: { tags, params: ById, body: FollowUpPatch, response: { 200: FollowUp } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await changeFollowUp(work, request.params.id, request.body);
      return { status: 200, body: await readFollowUp(work.db, actor, request.params.id) };
    });
  });

  app.delete("/api/v1/follow-ups/:id", { schema: { tags, params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    signedIn(request);
    await write(transact, request, reply, async (work) => {
      await cancelFollowUp(work, request.params.id);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });

  app.get("/api/v1/agenda", { schema: { tags, querystring: AgendaQuery, response: { 200: Agenda } } }, async (request) =>
    readAgenda(db, await desks.get(), signedIn(request), request.query, clock.now()),
  );

  app.post("/api/v1/agenda/transfers", { schema: { tags, body: AgendaTransfer, response: { 200: AgendaTransferred } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: { moved: await transfer(work, actor, request.body) } }));
  });

  app.get("/api/v1/flagged-tickets", { schema: { tags, response: { 200: FlagList } } }, async (request) => readFlags(db, await desks.get(), signedIn(request)));

  app.get("/api/v1/shifts/:email", { schema: { tags, params: OfAgent, response: { 200: ShiftsView } } }, async (request) => readShifts(signedIn(request), request.params.email));

  app.put("/api/v1/shifts/:email", { schema: { tags, params: OfAgent, body: Shifts, response: { 200: ShiftsView } } }, async (request, reply) => {
    const actor = signedIn(request);
    await write(transact, request, reply, async (work) => {
      const agent = await agentMeant(work.db, await desks.get(), actor, request.params.email);
      if (!agent.led) throw problem("permission.denied", 403);
      await keepShifts(work, agent, request.body);
      return { status: 200, body: null };
    });
    return readShifts(actor, request.params.email);
  });

  async function readShifts(actor: Person, email: string): Promise<ShiftsView> {
    const set = await desks.get();
    const agent = await agentMeant(db, set, actor, email);
    const plan = await store.shiftsOf(db, agent.id);
    return {
      agent: { name: agent.name, email: agent.address },
      ...(plan ?? { timeZone: await homeZone(db, set, agent.id), week: [], exceptions: [] }),
      kept: plan !== null,
      can: { edit: agent.led },
    };
  }

  async function transfer(work: Work, actor: Person, { from, to, until }: AgendaTransfer): Promise<number> {
    const set = await desks.get();
    const giver = await agentMeant(work.db, set, actor, from);
    const taker = (await colleaguesOf(work.db, set, actor)).find((one) => one.address === to.toLowerCase());
    if (taker === undefined) throw problem("ticket.unknown-assignee", 422, { params: { email: to }, path: "/to" });
    const zone = (await store.shiftsOf(work.db, giver.id))?.timeZone ?? (await homeZone(work.db, set, giver.id));
    return handOverFollowUps(work, giver.id, taker, until === undefined ? null : dayBounds(Temporal.PlainDate.from(until), zone).end);
  }
}
