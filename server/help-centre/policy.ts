import type { ArticleAudience } from "../../contract/help-centre.ts";
import { kinOf } from "../organizations/index.ts";
import { organizationOf } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { allows, type Actor } from "../platform/work.ts";

/** Who reads in a desk's help centre. */
export interface Reader {
  signedIn: boolean;
  /** works at the desk */
  staff: boolean;
  /** the reader's organization, with all that were merged with it */
  organizations: readonly number[];
}

export async function readerOf(db: Db, actor: Actor | null, deskId: number): Promise<Reader> {
  if (actor === null) return { signedIn: false, staff: false, organizations: [] };
  const staff = isStaff(actor, deskId);
  const organization = staff || actor.kind !== "person" ? null : await organizationOf(db, actor.id);
  return { signedIn: true, staff, organizations: organization === null ? [] : await kinOf(db, organization) };
}

export const isStaff = (actor: Actor, deskId: number): boolean => allows(actor, "ticket.see", deskId);
export const mayEdit = (actor: Actor, deskId: number): boolean => allows(actor, "article.edit", deskId);

/** Who may read. The same in SQL, to list: `readable`. */
export function mayRead(reader: Reader, article: { audience: ArticleAudience; organizations: readonly number[] }): boolean {
  switch (article.audience) {
    case "everyone":
      return true;
    case "signed-in":
      return reader.signedIn;
    case "organization":
      return reader.staff || article.organizations.some((id) => reader.organizations.includes(id));
    case "staff":
      return reader.staff;
  }
}

/** The condition on `articles a`; `readable.values` go into its three parameters, from `first` on. */
export const readable = (first: number): string =>
  `(a.audience = 'everyone' or $${first}::boolean and (a.audience = 'signed-in' or $${first + 1}::boolean
     or a.audience = 'organization' and exists (select from article_organizations o where o.article_id = a.id and o.organization_id = any($${first + 2}::bigint[]))))`;
export const readerValues = ({ signedIn, staff, organizations }: Reader): [boolean, boolean, readonly number[]] => [signedIn, staff, organizations];
