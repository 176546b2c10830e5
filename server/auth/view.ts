import type { Me } from "../../contract/auth.ts";
import { labelIn } from "../../contract/common.ts";
import type { DeskSet } from "../desks/index.ts";
import type { Profile } from "../people/index.ts";
import { languageOf, type Language } from "../platform/i18n.ts";
import { isAdministrator, type Person } from "../platform/work.ts";
import { policyFor } from "./passwords.ts";

/** @param language of the request, for who has not chosen one */
export function viewMe(profile: Profile, actor: Pick<Person, "grants">, desks: DeskSet, { colleagues, hasPassword }: Pick<Me, "colleagues" | "hasPassword">, clock: { ahead: number; movable: boolean }, language: Language): Me {
  const locale = (profile.locale === null ? null : languageOf(profile.locale)) ?? language;
  const mine = desks.all.flatMap((desk) => {
    const grants = actor.grants.filter((grant) => grant.desk === null || grant.desk === desk.id);
    const permissions = [...new Set(grants.flatMap((grant) => [...grant.permissions]))].sort();
    return permissions.length === 0 ? [] : [{ key: desk.key, name: labelIn(desk.labels, locale, desk.language), hue: desk.hue, permissions }];
  });
  const administrator = isAdministrator({ kind: "person", id: profile.id, name: profile.name, email: profile.address, locale, grants: actor.grants, via: "web" });
  const movable = clock.movable && administrator;
  return {
    email: profile.address,
    name: profile.name,
    locale,
    timeZone: profile.timeZone ?? (desks.all.find(({ key }) => key === mine[0]?.key) ?? desks.all[0])?.timeZone ?? "UTC",
    administrator,
    desks: mine,
    preferences: profile.preferences,
    colleagues,
    hasPassword,
    passwordPolicy: policyFor(actor, desks),
    clock: clock.ahead === 0 && !movable ? null : { ahead: Math.round(clock.ahead), movable },
  };
}
