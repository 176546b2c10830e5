import type { RuleDefinition, RuleDraft } from "../../contract/rules.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";
import { problem, type ProblemDetail } from "../platform/problem.ts";
import { configChannel } from "./cache.ts";
import { definitionOf, tidyRule } from "./definition.ts";
import { ruleMistakes } from "./rule-mistakes.ts";
import type { DeskConfig } from "./store.ts";

/**
 * Brings a desk's rules to these, in this order. One that is new, keeps to another time or is switched on again begins now:
 * what was due before is none of its business. Who changed it last is its owner.
 */
export async function importRules(work: Work, deskId: number, rules: readonly RuleDefinition[]): Promise<void> {
  const given = rules.map(({ key, labels, ...settings }, position) => ({ key, labels, settings, position }));
  await query(
    work.db,
    `insert into rules (desk_id, key, labels, settings, position, owner_id, since)
     select $1, key, labels, settings, position + 1, $4, $3 from json_to_recordset($2::json) as d(key text, labels jsonb, settings jsonb, position integer)
     on conflict (desk_id, key) do update set labels = excluded.labels, settings = excluded.settings, position = excluded.position, archived_at = null,
       owner_id = case when rules.settings = excluded.settings and rules.archived_at is null then rules.owner_id else coalesce(excluded.owner_id, rules.owner_id) end,
       since = case when ${same} then rules.since else excluded.since end`,
    [deskId, JSON.stringify(given), work.now.toString(), work.actor.kind === "person" ? work.actor.id : null],
  );
  await query(work.db, `update rules set archived_at = $3 where desk_id = $1 and key <> all($2::text[]) and archived_at is null`, [deskId, rules.map(({ key }) => key), work.now.toString()]);
}

const same = `rules.archived_at is null and rules.settings->'when' = excluded.settings->'when' and not (rules.settings ? 'off')`;

/** The rule as it is now, held until the transaction ends: for one act of it at a time, or against being switched off. Null: it is off, or gone. */
export async function holdRule(db: Db, id: number, alone: boolean): Promise<{ ownerId: number | null } | null> {
  const [row] = await query<{ ownerId: number | null }>(
    db,
    `select owner_id as "ownerId" from rules where id = $1 and archived_at is null and not settings ? 'off' ${alone ? "for no key update" : "for share"}`,
    [id],
  );
  return row ?? null;
}

/** Switches a rule off for everybody, as if in the settings; null where it was. */
export async function switchRuleOff(work: Work, id: number): Promise<{ key: string; ownerId: number | null } | null> {
  const [rule] = await query<{ key: string; deskId: number; deskKey: string; ownerId: number | null }>(
    work.db,
    `with off as (update rules set settings = settings || '{"off": true}' where id = $1 and archived_at is null and not settings ? 'off' returning key, desk_id, owner_id)
     update desks d set version = version + 1 from off where d.id = off.desk_id returning off.key, d.id as "deskId", d.key as "deskKey", off.owner_id as "ownerId"`,
    [id],
  );
  if (rule === undefined) return null;
  await query(work.db, `select pg_notify($1, $2)`, [configChannel, rule.deskKey]);
  await work.record({ desk: rule.deskId, ticket: null, version: null }, "configuration.changed", { what: `rules/${rule.key}/off`, from: false, to: true });
  return rule;
}

/** A rule that is not the desk's yet, as it would be written. @throws 422 with everything that is wrong, at its place */
export function readRule(desk: DeskConfig, draft: RuleDraft): RuleDraft {
  const { key: _key, labels: _labels, ...rule } = tidyRule({ key: "draft", labels: {}, ...draft });
  const errors: ProblemDetail[] = [];
  ruleMistakes({ ...definitionOf(desk), rules: [{ key: "draft", labels: {}, ...rule }] }, new Set(desk.webhooks.map(({ key }) => key)), (path, key, params = {}) => void errors.push({ path: path.replace(/^\/rules\/0/, ""), key: `configuration.${key}`, params }));
  const [first] = errors;
  if (first !== undefined) throw problem(first.key, 422, { params: first.params, path: first.path, errors });
  return rule;
}
