import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import { Ticket } from "../../contract/tickets.ts";
import { ChoiceInput, ChoiceLink } from "../../contract/waiting.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { TicketDeps } from "../tickets/index.ts";
import { beginAnew, callOff } from "./actions.ts";
import { answerByLink, answerInPortal, choiceHolder, readChoiceLink } from "./choices.ts";

const OfTicket = Type.Object({ number: TicketNumber });
const ByToken = Type.Object({ token: Type.String({ pattern: "^[A-Za-z0-9_-]{20,200}$" }) });

export interface WaitingDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  clock: Clock;
  readTicket: TicketDeps["readTicket"];
}

export function waitingRoutes(app: Http, { database: { db }, desks, transact, clock, readTicket }: WaitingDeps): void {
  const tags = ["waiting"];

  app.put("/api/v1/tickets/:number/waiting", { schema: { tags, summary: "Begin reminders and end anew", params: OfTicket, response: { 200: Ticket } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: await readTicket(work.db, desks, actor, await beginAnew(work, request.params.number)) }));
  });

  app.delete("/api/v1/tickets/:number/waiting", { schema: { tags, summary: "Call reminders and end off", params: OfTicket, response: { 200: Ticket } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: await readTicket(work.db, desks, actor, await callOff(work, request.params.number)) }));
  });

  app.post("/api/v1/tickets/:number/choice", { schema: { tags, summary: "Still need help, or solved: the requester's answer", params: OfTicket, body: ChoiceInput, response: { 200: Ticket } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await answerInPortal(work, actor, request.params.number, request.body, request.language);
      return { status: 200, body: await readTicket(work.db, desks, actor, request.params.number) };
    });
  });

  app.get("/api/v1/choice-links/:token", { schema: { tags, summary: "Look at a mailed link without using it", params: ByToken, response: { 200: ChoiceLink } } }, async (request) =>
    readChoiceLink(db, desks, request.params.token, request.language, clock.now()),
  );

  app.post("/api/v1/choice-links/:token", { schema: { tags, summary: "Answer by a mailed link", params: ByToken, body: ChoiceInput, response: { 200: ChoiceLink } } }, async (request, reply) => {
    const held = await choiceHolder(db, request.params.token, clock.now());
    if (held === null) throw notFound("link");
    return write(
      transact,
      request,
      reply,
      async (work) => {
        await answerByLink(work, request.params.token, request.body, request.language);
        return { status: 200, body: await readChoiceLink(work.db, desks, request.params.token, request.language, work.now) };
      },
      held.person,
    );
  });
}
