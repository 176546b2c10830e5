import type { GroupRole, ProviderKind, ProviderSettings } from "../../contract/sign-on.ts";
import { ensurePeople, grantsOf, personByAddress, profileOf, provideRoles } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import type { Person, Work } from "../platform/work.ts";
import * as store from "./sign-on-store.ts";

/** What a provider says of somebody who has shown to it who they are. */
export interface Account {
  /** what the provider never gives to another */
  subject: string;
  email: string | null;
  /** the provider has made sure of the address, or it is the company's own */
  emailOk: boolean;
  name: string | null;
  groups: readonly string[];
}
/** Why somebody whom a provider knows is not let in. */
export const refusals = ["address", "unverified", "taken", "role", "deactivated"] as const;
export type Refusal = (typeof refusals)[number];

/** The directory by which alone a colleague comes in; null: there is none. Customers have the portal's own ways. */
export const onlyDirectoryFor = async (db: Db, { id, grants }: Pick<Person, "id" | "grants">): Promise<string | null> => (grants.length === 0 ? null : store.onlyDirectoryOf(db, id));

const fold = (name: string): string => name.trim().toLowerCase().replace(/\s*([,=])\s*/g, "$1");

/** The roles that the groups give: by the group's name, its distinguished name, or `*` for everybody. */
export function rolesOfGroups(mapping: readonly GroupRole[], groups: readonly string[]): GroupRole[] {
  const held = new Set(groups.map(fold));
  return mapping.filter(({ group }) => group === "*" || held.has(fold(group)));
}

/**
 * The person behind an account, with the roles that its groups give now. The first time it is who has the address; from then
 * on the account itself tells, whatever address it has. What is refused has taken the roles of left groups nevertheless.
 */
export async function admit(work: Work, provider: { id: number; kind: ProviderKind; settings: ProviderSettings }, account: Account): Promise<{ personId: number } | { refused: Refusal; personId: number | null }> {
  const linked = await store.accountOf(work.db, provider.id, account.subject);
  const roles = rolesOfGroups(provider.settings.groups, account.groups);
  const personId = linked ?? (await firstTime(work, provider.id, account, roles.length > 0));
  if (typeof personId === "string") return { refused: personId, personId: null };
  await store.noteAccount(work.db, provider.id, account.subject, personId, work.now.toString());
  await provideRoles(work, personId, provider.id, roles);
  if (provider.settings.only === true) await store.endOtherSessions(work.db, [personId], null);
  if ((await profileOf(work.db, personId))?.deactivated !== false) return { refused: "deactivated", personId };
  return (await grantsOf(work.db, personId)).length === 0 ? { refused: "role", personId } : { personId };
}

async function firstTime(work: Work, providerId: number, { email, emailOk, name }: Account, hasRole: boolean): Promise<number | Refusal> {
  if (email === null) return "address";
  // an address that anybody may claim would open the way to who has it
  if (!emailOk) return "unverified";
  const known = await personByAddress(work.db, email);
  if (known !== undefined && (await store.hasOtherAccount(work.db, providerId, known.id))) return "taken";
  if (known !== undefined) return known.id;
  if (!hasRole) return "role";
  const [person] = await ensurePeople(work, [{ address: email, name }]);
  if (person === undefined) throw new Error("the person was not written");
  return person.id;
}
