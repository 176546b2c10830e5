import { queryOptions } from "@tanstack/react-query";
import type { LdapSettings, OidcSettings, Provider, ProviderInput, ProviderTest, ProviderTrial, StaffAccessList } from "../../../contract/sign-on.ts";
import { call } from "../../lib/api.ts";

const id = encodeURIComponent;
const at = (key: string) => `/sign-on-providers/${id(key)}`;
export const providersQuery = queryOptions({ queryKey: ["sign-on-providers"], queryFn: async ({ signal }) => (await call<{ items: Provider[] }>("/sign-on-providers", { signal })).items });
export const saveProvider = (key: string, body: ProviderInput) => call<Provider>(at(key), { method: "PUT", body });
export const removeProvider = (key: string) => call<void>(at(key), { method: "DELETE" });
export const tryProvider = (key: string, body: ProviderTrial) => call<ProviderTest>(`${at(key)}/trial`, { method: "POST", body });

export const staffAccessQuery = queryOptions({ queryKey: ["staff-access"], queryFn: ({ signal }) => call<StaffAccessList>("/staff-access", { signal }) });
export const requireOfAdministrators = (secondFactor: boolean) => call<void>("/staff-access/administrators", { method: "PUT", body: { secondFactor } });
export const resetFactors = (email: string) => call<void>(`/staff-access/${id(email)}/second-factors`, { method: "DELETE" });

export const blankOidc: OidcSettings = { kind: "oidc", name: "", groups: [], issuer: "", clientId: "", groupsClaim: "groups", scopes: "", trustsAddresses: false, asksSecondFactor: false };
/** What differs between the directories that companies have; the rest is the same everywhere. */
export const directories = {
  "active-directory": { userFilter: "(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={user})(userPrincipalName={user})(mail={user})))", idAttribute: "objectGUID", nameAttribute: "displayName", groupFilter: "(member:1.2.840.113556.1.4.1941:={dn})" },
  openldap: { userFilter: "(&(objectClass=inetOrgPerson)(|(uid={user})(mail={user})))", idAttribute: "entryUUID", nameAttribute: "cn", groupFilter: "(&(objectClass=groupOfNames)(member={dn}))" },
} as const satisfies Record<string, Partial<LdapSettings>>;
export type Directory = keyof typeof directories;
export const blankLdap: LdapSettings = { kind: "ldap", name: "", groups: [], url: "", startTls: false, certificates: "", bindDn: "", baseDn: "", mailAttribute: "mail", ...directories["active-directory"] };
