import type { AddressProof, AuditEntry, AuditPage, OwnAddressList, PersonAccess } from "../../contract/access.ts";
import { click, empty, type Scene } from "./scene.ts";

const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const portal = (rest: string) => `/portal/hotel-sales/${rest}`;

const person = (name: string, email: string) => ({ name, email });
const marta = person("Marta Ruiz", "marta.ruiz@hotelsol.example");
const entry = (id: number, minutes: number, type: string, data: Record<string, unknown>, more: Partial<AuditEntry> = {}): AuditEntry => ({ id, at: at(minutes), type, actor: marta, via: "web", desk: null, person: null, data, ...more });
const audit: AuditPage = {
  next: "2026-11-22T08:00:00Z_1",
  items: [
    entry(9, 3, "configuration.changed", { what: "statuses/resuelta", from: { key: "resuelta", labels: { es: "Resuelta" }, runsClocks: false }, to: { key: "resuelta", labels: { es: "Resuelto" }, runsClocks: false } }, { desk: "hotel-sales" }),
    entry(8, 12, "session.started", { how: "password", ip: "2001:db8:4f:1::7", second: "totp" }),
    entry(7, 13, "session.refused", { address: "marta.ruiz@hotelsol.example", reason: "password" }, { actor: null }),
    entry(6, 60, "agent.roles-changed", { personId: 4, from: ["agente"], to: ["agente", "supervisora"], handover: null }, { desk: "hotel-sales", person: person("محمد العبد الله", "m.alabdullah@hotelsol.example") }),
    entry(5, 95, "token.created", { name: "Cuadro de mando de dirección", scopes: ["read", "report.see", "ticket.see"] }),
    entry(4, 60 * 26, "mail.raw-read", { mailId: 20417 }),
    entry(3, 60 * 27, "person.invited", { address: "una.direccion.bastante.larga.de.un.cliente@un-dominio-que-tambien-es-largo.example" }),
  ],
};
const locked: PersonAccess = {
  state: "locked",
  addresses: [{ email: "ana@example.com", primary: true, verifiedAt: at(60 * 24 * 40), invitedAt: at(60 * 24 * 41), linkUntil: null, bouncedAt: null, bounceReason: null, lockedUntil: new Date(Date.now() + 9 * 60_000).toISOString(), refusedAt: at(6) }],
  hasPassword: true, directory: null,
  signedInAt: at(60 * 24 * 3),
  sessions: 1,
  can: { invite: true, unlock: true },
};
const addresses: OwnAddressList = {
  can: { change: true },
  items: [
    { email: "ana.prieto@viajesnorte.example", primary: true, verified: true },
    { email: "reservas.de.grupos.y.congresos@viajes-del-norte-y-asociados.example", primary: false, verified: true },
    { email: "ana@casa.example", primary: false, verified: false },
  ],
};
const proof = (some: Partial<AddressProof>): AddressProof => ({ state: "valid", email: "ana@casa.example", askedBy: person("Ana Prieto", "ana.prieto@viajesnorte.example"), yours: true, ...some });
const proven = (some: Partial<AddressProof>): NonNullable<Scene["before"]> => (page) => page.route(/\/api\/v1\/address-proofs\//, (route) => route.fulfill({ json: proof(some) }));
const token = "A".repeat(43);

/** Getting in, what keeps people out, and what is on record of it. */
export const accessScenes: Scene[] = [
  { name: "audit", reader: "agent", path: () => "/desk/audit", before: (page) => page.route(/\/api\/v1\/audit/, (route) => route.fulfill({ json: audit })) },
  { name: "audit-none", reader: "agent", path: () => "/desk/audit?kind=data", before: empty(/\/api\/v1\/audit/) },
  {
    name: "tokens-new",
    reader: "agent",
    path: () => "/desk/profile",
    act: async (page, around) => {
      await click("desk.tokens.new")(page, around);
      await page.getByRole("checkbox", { name: around.say("desk.tokens.all") }).click();
      await page.locator("#tokens").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "person-locked",
    reader: "agent",
    path: ({ long }) => `/desk/tickets/${long}`,
    from: 1280,
    before: (page) => page.route(/\/api\/v1\/people\/\d+\/access$/, (route) => route.fulfill({ json: locked })),
    act: async (page, { say }) => {
      if (!(await page.locator("aside").last().isVisible())) await page.getByRole("button", { name: say("desk.panel"), exact: true }).click();
      await page.getByText(say("desk.access.locked")).scrollIntoViewIfNeeded();
    },
  },
  { name: "portal-addresses", reader: "customer", path: () => portal("account"), before: (page) => page.route(/\/api\/v1\/me\/addresses$/, (route) => route.fulfill({ json: addresses })) },
  { name: "portal-proof", reader: "customer", path: () => portal(`address/${token}`), before: proven({}) },
  { name: "portal-proof-foreign", reader: "customer", path: () => portal(`address/${token}`), before: proven({ yours: false }) },
  {
    name: "portal-cannot-get-in",
    reader: "nobody",
    path: () => portal(""),
    act: async (page, { say }) => {
      await page.getByText(say("portal.sign-in.cannot"), { exact: true }).click();
      await page.locator("details[open] li").last().scrollIntoViewIfNeeded();
    },
  },
];
