import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { query, type Db } from "./db.ts";
import { problem } from "./problem.ts";
import { setTimer, type TimerHandlers } from "./timers.ts";
import type { Transact } from "./transact.ts";
import type { Actor, Work } from "./work.ts";

declare module "./timers.ts" {
  interface TimerPayloads {
    "idempotency.forget": Record<string, never>;
  }
}

export interface Answer<B> {
  status: number;
  body: B;
  headers?: Record<string, string>;
}

/**
 * Runs a write in one transaction. With an `Idempotency-Key` the answer is stored in the same transaction: the same
 * request again gets the same answer and does nothing; another request under the same key is refused (422).
 */
export async function write<B>(transact: Transact, request: FastifyRequest, reply: FastifyReply, act: (work: Work) => Promise<Answer<B>>, actor: Actor | null = request.actor): Promise<B> {
  if (actor === null) throw problem("session.required", 401);
  const key = request.headers["idempotency-key"];
  const answer = await transact(actor, async (work): Promise<Answer<B>> => {
    if (typeof key !== "string" || actor.kind !== "person") return act(work);
    if (key.length < 1 || key.length > 200) throw problem("request.idempotency-key", 400);
    const route = `${request.method} ${request.routeOptions.url ?? ""}`;
    const hash = createHash("sha256").update(`${request.url}\n${JSON.stringify(request.body ?? null)}`).digest();
    const where = [String(actor.id), route, key] as const;
    // a second request under the same key waits here until the first has committed
    await query(work.db, `select pg_advisory_xact_lock(hashtextextended($1, 7236503))`, [where.join("\n")]);
    const [done] = await query<{ hash: Buffer; status: number; response: Pick<Answer<B>, "body" | "headers"> }>(
      work.db,
      `select hash, status, response from idempotency where actor = $1 and route = $2 and key = $3`,
      where,
    );
    if (done !== undefined) {
      if (!done.hash.equals(hash)) throw problem("request.idempotency-reused", 422);
      return { status: done.status, ...done.response };
    }
    const fresh = await act(work);
    await query(work.db, `insert into idempotency (actor, route, key, hash, status, response, created_at) values ($1, $2, $3, $4, $5, $6, $7)`, [
      ...where,
      hash,
      fresh.status,
      JSON.stringify({ body: fresh.body ?? null, ...(fresh.headers === undefined ? {} : { headers: fresh.headers }) }),
      work.now.toString(),
    ]);
    return fresh;
  });
  reply.status(answer.status);
  if (answer.headers) reply.headers(answer.headers);
  return answer.body;
}

/** So long a request can be repeated. */
const rememberedHours = 48;

export async function scheduleIdempotencyTimers(work: Work): Promise<void> {
  await setTimer(work.db, "idempotency.forget", "", work.now.add({ minutes: 10 }), {});
}

export const idempotencyTimers = {
  async "idempotency.forget"(work, subject, payload) {
    await query(work.db, `delete from idempotency where created_at < $1`, [work.now.subtract({ hours: rememberedHours }).toString()]);
    await setTimer(work.db, "idempotency.forget", subject, work.now.add({ hours: 1 }), payload);
  },
} satisfies Partial<TimerHandlers>;

/** That a request was done stays, so that it is done once; what it was answered may hold anybody's words. */
export const forgetAnswers = async (db: Db): Promise<void> => {
  await query(db, `update idempotency set response = '{"body": null}'`, []);
};
