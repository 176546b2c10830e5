import type { DemoRemoval } from "../../contract/demo.ts";
import { query, type Db } from "../platform/db.ts";

/** All that a demonstration made, by its ids. */
export interface Demonstrated {
  tickets: number[];
  /** who holds a role of the whole installation is not among them: somebody made them the administrator */
  people: number[];
  organizations: number[];
  articles: number[];
  posts: number[];
}

/**
 * What was made while the demonstrations were played: what is recorded says so of tickets, organizations and posts, the
 * row itself of people. An article is the demonstration's while nobody else has written in it.
 */
export async function findDemonstrated(db: Db): Promise<Demonstrated> {
  const ids = async (sql: string) => (await query<{ id: number }>(db, sql, [])).map(({ id }) => id);
  return {
    tickets: await ids(`select t.id from tickets t where exists (select from events e where e.ticket_id = t.id and e.type = 'ticket.created' and e.via = 'demo') order by t.id`),
    people: await ids(
      `select p.id from people p where p.demo and not exists (select from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.desk_id is null) order by p.id`,
    ),
    organizations: await ids(`select o.id from organizations o where o.id in (select (e.data->>'organizationId')::bigint from events e where e.type = 'organization.created' and e.via = 'demo') order by o.id`),
    articles: await ids(`${articles} and not exists (select from article_revisions r left join people w on w.id = r.author_id where r.article_id = a.id and w.demo is not true)`),
    posts: await ids(`select p.id from posts p where p.id in (select (e.data->>'postId')::bigint from events e where e.type = 'post.published' and e.via = 'demo') order by p.id`),
  };
}

const articles = `select a.id from articles a where exists (select from article_revisions r join people w on w.id = r.author_id where r.article_id = a.id and r.number = 1 and w.demo)
  and a.created_at <= (select max((value->>'base')::timestamptz) from settings where key like 'demo.%' and jsonb_typeof(value) = 'object')`;

/** How much of it there is, and what stays, for who is about to remove it. */
export async function countDemonstrated(db: Db, found: Demonstrated): Promise<DemoRemoval> {
  const [row] = await query<{ messages: number; answered: number; files: number; requests: number; writers: number; changed: number }>(
    db,
    `select
       (select count(*)::int from messages where ticket_id = any($1)) as messages,
       (select count(distinct m.ticket_id)::int from messages m join people p on p.id = m.author_id where m.ticket_id = any($1) and not p.demo) as answered,
       (select count(distinct u.file_id)::int from file_uses u
         where (u.kind = 'message' and u.subject in (select id from messages where ticket_id = any($1))) or (u.kind = 'article' and u.subject = any($2))) as files,
       (select count(*)::int from tickets where id <> all($1)) as requests,
       (select count(*)::int from people where not demo and erased_at is null) as writers,
       (select count(*)::int from (${articles}) a where a.id <> all($2)) as changed`,
    [found.tickets, found.articles],
  );
  if (row === undefined) throw new Error("nothing was counted");
  return {
    goes: { requests: found.tickets.length, answered: row.answered, messages: row.messages, people: found.people.length, organizations: found.organizations.length, articles: found.articles.length, posts: found.posts.length, files: row.files },
    stays: { requests: row.requests, people: row.writers, articles: row.changed },
  };
}
