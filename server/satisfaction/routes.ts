import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import { NewRating, RatingLink } from "../../contract/satisfaction.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { choiceHolder } from "../waiting/index.ts";
import { rateByLink, rateTicket, readRatingLink } from "./actions.ts";

const ByToken = Type.Object({ token: Type.String({ pattern: "^[A-Za-z0-9_-]{20,200}$" }) });

export interface SatisfactionDeps {
  database: Pick<Database, "db">;
  desks: Desks;
  transact: Transact;
  clock: Clock;
}

export function satisfactionRoutes(app: Http, { database: { db }, desks, transact, clock }: SatisfactionDeps): void {
  const tags = ["satisfaction"];

  app.put("/api/v1/tickets/:number/rating", { schema: { tags, summary: "The requester rates the solution, or changes the rating", params: Type.Object({ number: TicketNumber }), body: NewRating, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await rateTicket(work, person, request.params.number, request.body);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });

  app.get("/api/v1/rating-links/:token", { schema: { tags, summary: "Look at the stars of a mail without rating", params: ByToken, response: { 200: RatingLink } } }, async (request) =>
    readRatingLink(db, desks, request.params.token, request.language, clock.now()),
  );

  app.put("/api/v1/rating-links/:token", { schema: { tags, summary: "Rate by the stars of a mail", params: ByToken, body: NewRating, response: { 200: RatingLink } } }, async (request, reply) => {
    const { token } = request.params;
    const held = await choiceHolder(db, token, clock.now());
    if (held === null) throw notFound("link");
    return write(
      transact,
      request,
      reply,
      async (work) => {
        await rateByLink(work, token, request.body);
        return { status: 200, body: await readRatingLink(work.db, desks, token, request.language, work.now) };
      },
      held.person,
    );
  });
}
