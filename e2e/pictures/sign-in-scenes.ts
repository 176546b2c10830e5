import type { LinkView } from "../../contract/auth.ts";
import type { Provider, SignInOffer, SignInWays, StaffAccessList } from "../../contract/sign-on.ts";
import { problem, type Scene } from "./scene.ts";

const offered: SignInOffer = { providers: [{ key: "empresa", name: "Cuenta de empresa", kind: "oidc" }, { key: "red", name: "Red de la empresa", kind: "ldap" }], step: null };
const halfway: SignInOffer = { providers: [], step: { name: "Marta Soler", email: "marta.soler@hoteles.example.com", enrol: false, factors: ["totp", "recovery-code"] } };
const enrolling: SignInOffer = { providers: [], step: { name: "Marta Soler", email: "marta.soler@hoteles.example.com", enrol: true, factors: [] } };
const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const ways: SignInWays = {
  required: true,
  totpSince: at(40),
  passkeys: [{ id: "a", name: "Chrome en Windows", createdAt: at(30), usedAt: at(1) }],
  recoveryCodesLeft: 7,
  providers: [{ name: "Cuenta de empresa", usedAt: at(2) }],
  recent: false,
};
const provider: Provider = {
  key: "red",
  settings: {
    kind: "ldap", name: "Red de la empresa", only: true, groups: [{ group: "Recepción", desk: "hotel-sales", role: "agent" }, { group: "cn=jefatura de reservas,ou=grupos,dc=hoteles,dc=example,dc=com", desk: null, role: "administrator" }],
    url: "ldap://directorio.hoteles.example.com", startTls: true, certificates: "", bindDn: "cn=ventanilla,dc=hoteles,dc=example,dc=com", baseDn: "dc=hoteles,dc=example,dc=com",
    userFilter: "(uid={user})", idAttribute: "entryUUID", mailAttribute: "mail", nameAttribute: "cn", groupFilter: "(&(objectClass=groupOfNames)(member={dn}))",
  },
  hasSecret: true,
  people: 42,
  callback: null,
};
const staff: StaffAccessList = {
  administratorsRequired: true,
  items: [
    { email: "marta.soler@hoteles.example.com", name: "Marta Soler", required: true, totp: true, passkeys: 2, providers: ["Red de la empresa"] },
    { email: "una.direccion.muy.larga.de.reservas@hoteles.example.com", name: "محمد العبد الله", required: true, totp: false, passkeys: 0, providers: [] },
  ],
};
const kept: LinkView = { purpose: "password", state: "directory", email: "marta.soler@hoteles.example.com", desk: null, passwordPolicy: { minLength: 10, minDigits: 0 } };
const answers = (address: RegExp, json: unknown): NonNullable<Scene["before"]> => (page) => page.route(address, (route) => route.fulfill({ json }));
const offers = (offer: SignInOffer) => answers(/\/api\/v1\/sign-on(\?|$)/, offer);

/** How staff come in, in the states that one's own sign-in does not show. */
export const signInScenes: Scene[] = [
  { name: "desk-sign-in-directories", reader: "nobody", path: () => "/desk/sign-in?refused=role", before: offers(offered) },
  { name: "desk-second-step", reader: "nobody", path: () => "/desk/sign-in", before: offers(halfway) },
  { name: "desk-second-step-enrol", reader: "nobody", path: () => "/desk/sign-in", before: offers(enrolling) },
  {
    name: "desk-session-ended",
    reader: "agent",
    path: () => "/desk/organizations",
    before: (page) => page.route(/\/api\/v1\/organizations(\?|$)/, (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ ...problem, title: "unauthorized", status: 401, key: "session.required" }) })),
    act: (page) => page.locator("dialog[open] input").first().waitFor(),
    loud: true,
  },
  { name: "desk-link-directory", reader: "nobody", path: () => `/desk/link/${"A".repeat(43)}`, before: answers(/\/api\/v1\/sign-in-links\//, kept) },
  { name: "portal-link-directory", reader: "nobody", path: () => `/portal/hotel-sales/link/${"A".repeat(43)}`, before: answers(/\/api\/v1\/sign-in-links\//, kept) },
  {
    name: "profile-second-step",
    reader: "agent",
    path: () => "/desk/profile",
    before: answers(/\/api\/v1\/me\/sign-in/, ways),
    act: async (page) => {
      await page.locator("#second-step").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-sign-in",
    reader: "agent",
    path: () => "/desk/settings/hotel-sales/sign-in",
    before: async (page) => {
      await answers(/\/api\/v1\/sign-on-providers$/, { items: [provider] })(page);
      await answers(/\/api\/v1\/staff-access$/, staff)(page);
      await answers(/\/api\/v1\/me\/sign-in/, ways)(page);
    },
    act: async (page) => {
      await page.getByRole("button", { name: /^Red de la empresa/ }).click();
    },
  },
];
