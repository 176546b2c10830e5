import { compare, load, type Ask, type Compared, type Round } from "./load.ts";
import { signIn } from "./installation.ts";
import type { Reading } from "./reads.ts";
import { requests, startWriteLimit, take, untilIndexed } from "./writing.ts";

/** Tickets opened by the API against the same rows inserted by one prepared statement from one process, eight at a time. */
export async function measureCreate({ product, access, tickets, effort }: Reading): Promise<Compared> {
  const ways: Record<string, string>[] = [
    { authorization: `Bearer ${access.token}`, "content-type": "application/json" },
    { cookie: await signIn(product.url, access.email), "content-type": "application/json" },
  ];
  const more = requests(tickets, "api");
  const bodies = (count: number) =>
    take(more, count).map(({ address, name, subject, text }) => JSON.stringify({ desk: access.desk.key, subject, body: text, requester: { email: address, name } }));
  const ours = async (): Promise<Round> => {
    const waiting = bodies(4000 * Math.max(1, effort.seconds));
    const round = await load(product.url, (): Ask => ({ method: "POST", path: "/api/v1/tickets", headers: ways[waiting.length % 2] ?? {}, body: waiting.pop() ?? "" }), effort.seconds, 201);
    await untilIndexed(product);
    return round;
  };
  await ours();
  const limit = await startWriteLimit(product, access);
  const others = requests(tickets, "limit");
  const theirs = async (): Promise<Round> => {
    const { count, seconds } = await limit.write({ requests: take(others, 8000 * Math.max(1, effort.seconds)), seconds: effort.seconds });
    await untilIndexed(product);
    return { rate: count / seconds, times: [] };
  };
  try {
    await theirs();
    return await compare(effort.rounds, ours, theirs);
  } finally {
    await limit.stop();
  }
}
