import fastify from "fastify";
import pg from "pg";
import { typeParsers, type DbConnection } from "../server/platform/db.ts";

/**
 * The limit of `list` and `open`: a bare Fastify route that runs one prepared statement by the right index and answers
 * the very bytes that the product answers. They are kept, so that making them costs nothing here.
 */
export interface HttpLimit {
  connection: DbConnection;
  desk: number;
  list: string;
  open: [number, string][];
}

const openTickets = "listed and state in ('new', 'open', 'pending', 'on_hold')";
const names = `join people r on r.id = t.requester_id left join addresses ra on ra.person_id = r.id and ra.is_primary
  left join people s on s.id = t.assignee_id left join addresses sa on sa.person_id = s.id and sa.is_primary`;

const listSql = `select t.id, t.subject, t.status_id, t.queue_id, t.type_id, t.priority, t.tags, t.source, t.created_at, t.updated_at, t.due_at, t.version, t.staff_excerpt,
    t.message_count, t.last_public_by, r.name as requester, ra.address as requester_address, s.name as assignee, sa.address as assignee_address, s.contact
  from tickets t ${names} where t.desk_id = $1 and t.${openTickets} order by t.updated_at desc, t.id desc limit 51`;

const openSql = `select t.id, t.subject, t.status_id, t.queue_id, t.type_id, t.priority, t.tags, t.fields, t.source, t.created_at, t.updated_at, t.due_at, t.version,
    r.name as requester, ra.address as requester_address, s.name as assignee, sa.address as assignee_address, s.contact,
    (select json_agg(json_build_array(p.name, a.address)) from watchers w join people p on p.id = w.person_id join addresses a on a.person_id = p.id and a.is_primary where w.ticket_id = t.id) as cc,
    (select json_agg(json_build_array(m.id, m.kind, m.author_side, m.channel, m.created_at, m.html, m.text, m.quote_at, m.recipients, m.evidence, m.trust, p.name, a.address,
        (select json_agg(json_build_array(f.id, f.name, f.type, f.size)) from file_uses u join files f on f.id = u.file_id where u.kind = 'message' and u.subject = m.id),
        (select json_agg(json_build_array(d.to_address, d.letter, d.state, d.reason, d.settled_at)) from deliveries d where d.message_id = m.id)) order by m.id)
      from messages m left join people p on p.id = m.author_id left join addresses a on a.person_id = p.id and a.is_primary where m.ticket_id = t.id)::text as messages,
    (select json_agg(json_build_array(e.id, e.at, e.actor_kind, p.name, e.via, e.type, e.data)) from (select * from events e where e.ticket_id = t.id order by e.id desc limit 51) e
      left join people p on p.id = e.actor_id)::text as events
  from tickets t ${names} where t.id = $1`;

process.once("message", (input: HttpLimit) => {
  serve(input).then((port) => process.send?.(port), (error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

async function serve({ connection, desk, list, open }: HttpLimit): Promise<number> {
  const pool = new pg.Pool({ ...connection, max: 10, types: typeParsers, options: "-c timezone=UTC" });
  const listBytes = Buffer.from(list);
  const openBytes = new Map(open.map(([number, text]) => [String(number), Buffer.from(text)]));
  const app = fastify();
  app.setErrorHandler((error) => {
    console.error(error);
    throw error;
  });
  app.get("/list", async (_request, reply) => {
    const { rowCount } = await pool.query({ name: "list", text: listSql, values: [desk] });
    if (rowCount === null || rowCount < 50) throw new Error("the list is short");
    return reply.type("application/json; charset=utf-8").send(listBytes);
  });
  app.get<{ Params: { number: string } }>("/open/:number", async (request, reply) => {
    const { rowCount } = await pool.query({ name: "open", text: openSql, values: [request.params.number] });
    if (rowCount !== 1) throw new Error("there is no such ticket");
    return reply.type("application/json; charset=utf-8").send(openBytes.get(request.params.number));
  });
  process.once("disconnect", () => process.exit(0));
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
