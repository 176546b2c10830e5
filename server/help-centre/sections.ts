import { labelIn, type Language } from "../../contract/common.ts";
import type { SectionDefinition } from "../../contract/help-centre.ts";
import type { DeskConfig, FilePart } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";

export interface Section extends SectionDefinition {
  id: number;
  explanations: Record<string, string>;
}

/** Those in use, in their order. */
export const sectionsOf = (db: Db, deskId: number): Promise<Section[]> =>
  query(db, `select id, key, labels, explanations from article_sections where desk_id = $1 and archived_at is null order by position, id`, [deskId]);

export const sectionName = (section: Pick<Section, "labels">, language: Language, desk: Pick<DeskConfig, "language">): string => labelIn(section.labels, language, desk.language);

/** @throws 422 where the desk has no such section in use */
export async function sectionIn(db: Db, deskId: number, key: string): Promise<Section> {
  const section = (await sectionsOf(db, deskId)).find((one) => one.key === key);
  if (section === undefined) throw problem("article.unknown-section", 422, { params: { key }, path: "/section" });
  return section;
}

export const sectionView = ({ key, labels, explanations }: Section): SectionDefinition => ({ key, labels, ...(Object.keys(explanations).length === 0 ? {} : { explanations }) });

const spoken = (texts: Record<string, string> = {}): Record<string, string> => Object.fromEntries(Object.entries(texts).flatMap(([language, text]) => (text.trim() === "" ? [] : [[language, text.trim()]])));

/**
 * Brings the desk's sections to this list, in this order. @param at where in the request it stands
 * @throws 409 where one that still has articles would go, 422 for two of one key or one without a name
 */
export async function writeSections(work: Work, deskId: number, list: readonly SectionDefinition[], at = ""): Promise<void> {
  for (const [index, { key, labels }] of list.entries()) {
    if (Object.keys(spoken(labels)).length === 0) throw problem("article.section-name", 422, { path: `${at}/${index}/labels` });
    if (list.findIndex((other) => other.key === key) !== index) throw problem("configuration.key-twice", 422, { path: `${at}/${index}/key`, params: { key } });
  }
  await query(work.db, `select from article_sections where desk_id = $1 order by id for update`, [deskId]);
  const before = await sectionsOf(work.db, deskId);
  const gone = before.filter(({ key }) => !list.some((one) => one.key === key));
  const [used] = await query<{ key: string }>(
    work.db,
    `select s.key from article_sections s where s.id = any($1) and exists (select from articles a where a.section_id = s.id and a.archived_at is null) limit 1`,
    [gone.map(({ id }) => id)],
  );
  if (used !== undefined) throw problem("article.section-used", 409, { params: { name: Object.values(before.find(({ key }) => key === used.key)?.labels ?? {})[0] ?? used.key } });
  await query(work.db, `update article_sections set archived_at = $2 where id = any($1)`, [gone.map(({ id }) => id), work.now.toString()]);
  await query(
    work.db,
    `insert into article_sections (desk_id, key, labels, explanations, position)
     select $1, s->>'key', s->'labels', s->'explanations', n from jsonb_array_elements($2::jsonb) with ordinality as l(s, n)
     on conflict (desk_id, key) do update set labels = excluded.labels, explanations = excluded.explanations, position = excluded.position, archived_at = null`,
    [deskId, JSON.stringify(list.map(({ key, labels, explanations }) => ({ key, labels: spoken(labels), explanations: spoken(explanations) })))],
  );
}

/** The sections in the desk's file. */
export const sectionsInFile: FilePart<"helpSections"> = {
  read: async (db, deskId) => (await sectionsOf(db, deskId)).map(sectionView),
  write: (work, deskId, entries) => writeSections(work, deskId, entries, "/desk/helpSections"),
};
