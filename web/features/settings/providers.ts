import { queryOptions } from "@tanstack/react-query";
import { directories, type LdapSettings, type OidcSettings, type Provider, type ProviderInput, type ProviderTest, type ProviderTrial, type StaffAccessList } from "../../../contract/sign-on.ts";
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
export const blankLdap: LdapSettings = { kind: "ldap", name: "", groups: [], url: "", startTls: false, certificates: "", bindDn: "", baseDn: "", mailAttribute: "mail", ...directories["active-directory"] };
