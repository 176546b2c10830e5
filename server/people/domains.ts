import { query, type Db } from "../platform/db.ts";

/** The mail domains that place new people in these organizations. */
export const mailDomainsOf = (db: Db, organizationIds: readonly number[]): Promise<{ organizationId: number; domain: string }[]> =>
  query(db, `select organization_id as "organizationId", domain from mail_domains where organization_id = any($1) order by domain`, [organizationIds]);

/**
 * These domains, and no others, lead to the organization; who writes from one of them and belongs nowhere yet belongs
 * there from now on. `family`: with those merged into it, whose domains are its own. Answers the domains that are another's, for the caller to refuse.
 */
export async function setMailDomains(db: Db, organizationId: number, domains: readonly string[], family: readonly number[] = [organizationId]): Promise<string[]> {
  const wanted = [...new Set(domains.map((domain) => domain.trim().toLowerCase()))];
  await query(db, `delete from mail_domains where organization_id = any($1) and domain <> all($2::text[])`, [family, wanted]);
  await query(db, `insert into mail_domains (domain, organization_id) select d, $1 from unnest($2::text[]) as d on conflict do nothing`, [organizationId, wanted]);
  const own = await query<{ domain: string }>(db, `select domain from mail_domains where organization_id = any($1)`, [family]);
  const taken = wanted.filter((domain) => !own.some((row) => row.domain === domain));
  if (taken.length > 0) return taken;
  await query(
    db,
    `update people set organization_id = $1 where organization_id is null
       and id in (select person_id from addresses where is_primary and split_part(address, '@', 2) = any($2))`,
    [organizationId, wanted],
  );
  return [];
}
