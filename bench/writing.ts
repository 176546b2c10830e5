import pg from "pg";
import type { Access, Product } from "./installation.ts";
import { startLimit, type LimitProcess } from "./limit-process.ts";
import type { WriteLimit, Written } from "./limit-writes.ts";
import { personAddress, personName, peopleOf } from "./seed-rows.ts";
import { makeSentences, randomFrom, writeText } from "./words.ts";

/** Somebody who writes: by turns one who is known, and one who writes for the first time. */
export interface Request {
  address: string;
  name: string;
  subject: string;
  html: string;
  text: string;
}

/** Requests without end, no address twice: nobody is held up as a flood. */
export function* requests(tickets: number, label: string): Generator<Request> {
  const random = randomFrom(tickets + label.length);
  const sentences = makeSentences(2000, 3);
  const people = peopleOf(tickets);
  for (let index = 0; ; index++) {
    const { text, html } = writeText(sentences, random);
    const known = index % 2 === 0;
    const person = (index * 31 + label.charCodeAt(0) * 977) % people;
    yield {
      address: known ? personAddress(person) : `${label}.${index}@nuevos.example.net`,
      name: personName(known ? person : index),
      subject: (sentences[index % sentences.length]?.text ?? "").slice(0, 60),
      html,
      text,
    };
  }
}

export const take = <T>(from: Iterator<T>, count: number): T[] =>
  Array.from({ length: count }, () => {
    const { value, done } = from.next();
    if (done) throw new Error("nothing is left");
    return value;
  });

/** The process that inserts the same rows, told what the desk is and what the product's confirmation looks like. */
export async function startWriteLimit(product: Product, access: Access): Promise<{ write: (work: WriteLimit["work"]) => Promise<Written>; stop: () => Promise<void> }> {
  const [facts] = await ask<{ statusId: number; queueId: number; agent: number; confirmation: unknown; clocks: unknown }>(
    product,
    `select (select id::int from statuses where desk_id = $1 order by position, id limit 1) as "statusId", (select id::int from queues where desk_id = $1 order by position, id limit 1) as "queueId",
       (select person_id::int from addresses where address = $2) as agent, (select content from deliveries where letter = 'confirmation' order by id desc limit 1) as confirmation,
       (select coalesce(json_agg(json_build_object('kind', c.kind, 'level', c.level_id, 'minutes', c.target_minutes, 'warn', c.warn_minutes, 'calendar', c.calendar_id, 'due', c.due_at,
          'version', (select s.calendar_version_id from clock_segments s where s.clock_id = c.id order by s.id limit 1)) order by c.due_at), '[]')
        from clocks c where c.ticket_id = (select max(ticket_id) from clocks)) as clocks`,
    [access.desk.id, access.email],
  );
  if (facts === undefined) throw new Error("the desk is empty");
  const limit: LimitProcess<WriteLimit, Written> = startLimit("limit-writes.ts");
  const desk = { id: access.desk.id, statusId: facts.statusId, queueId: facts.queueId, address: access.desk.address };
  return {
    write: (work) => limit.ask({ connection: product.connection, desk, confirmation: JSON.stringify(facts.confirmation), clocks: JSON.stringify(facts.clocks), agent: facts.agent, work }),
    stop: () => limit.stop(),
  };
}

/** Asks the product's database, on a connection of our own. */
export async function ask<Row extends pg.QueryResultRow>(product: Product, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(product.connection);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(sql, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** Waits until search has caught up, so that one round does not pay for the other. */
export async function untilIndexed(product: Product): Promise<void> {
  for (;;) {
    const [left] = await ask<{ stale: boolean }>(product, "select exists (select from tickets where search_stale) as stale");
    if (left?.stale === false) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
