import type { Can } from "../../contract/tickets.ts";
import { allows, type Actor } from "../platform/work.ts";
import type { Http } from "../platform/http.ts";
import { salesDesk } from "./factories.ts";

/** Every route of the app, as `GET /tickets/:number`; those of the API without its prefix. */
export function routesOf(app: Http): string[] {
  const path: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", part = "", methods = ""] = /^((?:│ {3}| {4})*)(?:├── |└── )(.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      if (part === "") return [];
      path.splice(indent.length / 4, Infinity, part);
      return methods.split(", ").filter((method) => method !== "" && method !== "HEAD").map((method) => `${method} ${path.join("").replace("/api/v1/", "/")}`);
    })
    .filter((route) => !/^GET \/(docs|openapi\.json)/.test(route))
    .toSorted();
}

/** What a route's sample may name: things of one ticket. */
export interface Things {
  other: number;
  reply: number;
  note: number;
  side: number;
  held: number;
  event: number;
  delivery: number;
  file: string;
}
export interface Sample {
  /** what stands for the parameters after the ticket's number or the first id */
  rest?: (things: Things) => Record<string, string | number>;
  query?: string;
  body?: (things: Things) => object | string;
  headers?: Record<string, string>;
}
/** A route about one ticket: whether its customers have it, and when its staff do. */
export interface TicketRoute extends Sample {
  customers: boolean;
  /** what they are told where nothing is asked of them */
  idle?: number;
  staff: (can: Can, may: (permission: Parameters<typeof allows>[1]) => boolean, actor: Actor) => boolean;
}

const anyStaff = () => true;
const soon = "2031-01-01T10:00:00Z";

/** Every route with a ticket's number in it. */
export const ticketRoutes: Record<string, TicketRoute> = {
  "GET /tickets/:number": { customers: true, staff: anyStaff },
  "GET /tickets/:number/page": { customers: true, staff: anyStaff },
  "GET /tickets/:number/messages": { customers: true, staff: anyStaff },
  "GET /tickets/:number/events": { customers: true, staff: anyStaff },
  "GET /tickets/:number/relations": { customers: true, staff: anyStaff },
  "GET /tickets/:number/approvals": { customers: false, staff: anyStaff },
  "PUT /tickets/:number/waiting": { customers: false, staff: (can) => can.edit },
  "DELETE /tickets/:number/waiting": { customers: false, staff: (can) => can.edit },
  // the requester's own answer
  "PUT /tickets/:number/rating": { customers: true, idle: 409, staff: () => false, body: () => ({ score: 5 }) },
  "POST /tickets/:number/choice": { customers: true, idle: 409, staff: () => false, body: () => ({ answer: "help" }) },
  // for who is its customer
  "PUT /tickets/:number/notifications": { customers: true, staff: () => false, body: () => ({ wanted: true }) },
  "GET /tickets/:number/follow-ups": { customers: false, staff: anyStaff },
  "GET /tickets/:number/side-conversations": { customers: false, staff: anyStaff },
  "GET /tickets/:number/draft": { customers: false, staff: anyStaff },
  "GET /tickets/:number/signature": { customers: false, staff: anyStaff },
  "GET /tickets/:number/following": { customers: false, staff: anyStaff },
  "PUT /tickets/:number/following": { customers: false, staff: anyStaff, body: () => ({ state: "watching" }) },
  "DELETE /tickets/:number/read": { customers: false, staff: anyStaff },
  "PUT /tickets/:number/read": { customers: false, staff: anyStaff, body: () => ({ messages: 1 }) },
  "POST /tickets/:number/presence": { customers: false, staff: anyStaff, body: () => ({ state: "viewing" }) },
  "PATCH /tickets/:number": { customers: false, staff: (can) => can.edit, body: () => ({ priority: "high" }) },
  "POST /tickets/:number/messages": { customers: true, staff: (can) => can.reply, body: () => ({ kind: "reply", body: "Hola de nuevo" }) },
  // its writer takes it back
  "DELETE /tickets/:number/messages/:id": { customers: false, staff: (_can, _may, actor) => actor.kind === "person" && actor.email === "jefa@hotel.example", rest: ({ held }) => ({ id: held }) },
  "PUT /tickets/:number/messages/:id/ticket": { customers: false, staff: (can) => can.merge, rest: ({ note }) => ({ id: note }), body: ({ other }) => ({ ticket: other }) },
  "DELETE /tickets/:number/messages/:id/attachments/:file": { customers: false, staff: (can) => can.edit, rest: ({ note, file }) => ({ id: note, file }) },
  "PUT /tickets/:number/draft": { customers: false, staff: (_can, may) => may("ticket.note"), body: () => ({ kind: "note", html: "<p>borrador</p>" }) },
  "DELETE /tickets/:number/draft": { customers: false, staff: anyStaff, query: "?kind=note" },
  "PUT /tickets/:number/due-date": { customers: false, staff: (can) => can.edit, body: () => ({ amount: 2, unit: "days" }) },
  // to where it is: nothing moves
  "PUT /tickets/:number/desk": { customers: false, staff: (can) => can.edit, body: () => ({ desk: "ventas", reason: "es suyo" }) },
  "GET /tickets/:number/stays": { customers: false, staff: anyStaff },
  "PUT /tickets/:number/closure": { customers: false, staff: (can) => can.statuses.includes("cerrada"), body: () => ({ reason: "listo" }) },
  "PUT /tickets/:number/escalation": { customers: false, staff: (can) => can.escalate, body: () => ({ level: 1, reason: "urge" }) },
  "PUT /tickets/:number/type-request": { customers: false, staff: (can) => can.edit, body: () => ({ type: "duplicado", reason: "es otra" }) },
  "PUT /tickets/:number/type-request/decision": { customers: false, staff: (can) => can.retypify, body: () => ({ grant: false }) },
  "PUT /tickets/:number/spam": { customers: false, staff: (can) => can.remove },
  "DELETE /tickets/:number/spam": { customers: false, staff: (can) => can.remove },
  "DELETE /tickets/:number": { customers: false, staff: (can) => can.remove },
  "PUT /tickets/:number/restoration": { customers: false, staff: (can) => can.remove },
  "PUT /tickets/:number/merge": { customers: false, staff: (can) => can.merge, body: ({ other }) => ({ into: other }) },
  "DELETE /tickets/:number/merge": { customers: false, staff: (can) => can.merge },
  "POST /tickets/:number/split": { customers: false, staff: (can) => can.merge, body: ({ note }) => ({ messages: [note] }) },
  "POST /tickets/:number/links": { customers: false, staff: (_can, may) => may("ticket.edit"), body: ({ other }) => ({ kind: "related", number: other }) },
  "DELETE /tickets/:number/links/:kind/:other": { customers: false, staff: (_can, may) => may("ticket.edit"), rest: ({ other }) => ({ kind: "related", other }) },
  "POST /tickets/:number/events/:id/undo": { customers: false, staff: (can) => can.edit, rest: ({ event }) => ({ id: event }) },
  "POST /tickets/:number/forwards": { customers: false, staff: (can) => can.forward, body: () => ({ to: ["externa@other.example"], subject: "Mira", message: "Mira", include: {} }) },
  "POST /tickets/:number/side-conversations": { customers: false, staff: (_can, may) => may("ticket.reply"), body: () => ({ to: ["banco@other.example"], subject: "Consulta", body: "¿Es suyo?" }) },
  "POST /tickets/:number/side-conversations/:id/messages": { customers: false, staff: (_can, may) => may("ticket.reply"), rest: ({ side }) => ({ id: side }), body: () => ({ body: "¿Y?" }) },
  "PATCH /tickets/:number/side-conversations/:id": { customers: false, staff: (_can, may) => may("ticket.reply"), rest: ({ side }) => ({ id: side }), body: () => ({ state: "closed" }) },
  "POST /tickets/:number/deliveries/:id/resend": { customers: false, staff: (_can, may) => may("ticket.reply"), rest: ({ delivery }) => ({ id: delivery }) },
  "POST /tickets/:number/approvals": { customers: false, staff: (_can, may) => may("approval.ask"), body: () => ({ person: "zona@other.example", question: "¿Se puede?" }) },
  "POST /tickets/:number/follow-ups": { customers: false, staff: (_can, may) => may("follow-up.record"), body: () => ({ means: "call", whom: "Ana", dueAt: soon }) },
};

/** Of whom a route asks nothing, what it asks of everybody signed in, and what only some of staff may: samples by which it is tried. */
export interface OtherRoute extends Sample {
  /** open: without a session. self: whoever is signed in, about themselves. staff: nothing for customers. thing: an id that is somebody's, foreign and missing alike */
  who: "open" | "self" | "staff" | "thing";
}
const email = "eva@hotel.example";
const open: OtherRoute = { who: "open" };
const self: OtherRoute = { who: "self" };
const staff = (more: Sample = {}): OtherRoute => ({ who: "staff", ...more });
const ofSource = { rest: () => ({ key: "ventas", source: "encuesta" }) };
const ofWebhook = { rest: () => ({ key: "ventas", webhook: "almacen" }) };
const ofProvider = { rest: () => ({ key: "empresa" }) };
const provider = { kind: "oidc", name: "Empresa", groups: [], issuer: "https://id.example.com", clientId: "c", groupsClaim: "groups", scopes: "", trustsAddresses: false, asksSecondFactor: false };
const mailbox = () => ({ desk: "ventas", host: "imap.example", port: 993, secure: true, user: "u", auth: "password", secret: "s" });
const byKey = { rest: () => ({ key: "ventas" }) };
const listOf = (name: string): object => (name === "statuses" ? salesDesk.statuses : name === "queues" ? salesDesk.queues : name === "roles" ? (salesDesk.roles ?? []) : []);
const part = (name: string): Record<string, OtherRoute> => ({
  [`GET /desks/:key/configuration/${name}`]: staff(byKey),
  [`PUT /desks/:key/configuration/${name}`]: staff({ ...byKey, body: () => (name === "general" ? { labels: { es: "V" }, language: "es", languages: ["es"], timeZone: "UTC", hue: 1, addresses: ["a@b.example"], reopenFor: "P14D" } : listOf(name)) }),
});

export const otherRoutes: Record<string, OtherRoute> = {
  "GET /healthz": open,
  "GET /readyz": open,
  "GET /metrics": open,
  "GET /desks": open,
  "GET /desks/:key": { who: "open", ...byKey },
  "GET /desks/:key/logo": { who: "open", ...byKey },
  "POST /session": open,
  "POST /session/second-factor": open,
  "POST /session/second-factor/passkey": open,
  "POST /session/passkey": open,
  "POST /session/passkey/request": open,
  "GET /sign-on": open,
  "GET /sign-on/:key": { who: "open", rest: () => ({ key: "empresa" }) },
  "POST /sign-on/:key": { who: "open", rest: () => ({ key: "empresa" }) },
  "GET /sign-on/:key/callback": { who: "open", rest: () => ({ key: "empresa" }) },
  "GET /sign-on-providers": staff(),
  "PUT /sign-on-providers/:key": staff({ ...ofProvider, body: () => ({ settings: provider }) }),
  "DELETE /sign-on-providers/:key": staff(ofProvider),
  "POST /sign-on-providers/:key/trial": staff({ ...ofProvider, body: () => ({ settings: provider }) }),
  "GET /staff-access": staff(),
  "PUT /staff-access/administrators": staff({ body: () => ({ secondFactor: true }) }),
  "DELETE /staff-access/:email/second-factors": staff({ rest: () => ({ email }) }),
  "GET /me/sign-in": staff(),
  "POST /me/totp": staff(),
  "PUT /me/totp": staff({ body: () => ({ code: "123456" }) }),
  "DELETE /me/totp": staff(),
  "POST /me/passkeys": staff({ body: () => ({ name: "Llave", id: "AAAA", clientDataJSON: "AAAA", attestationObject: "AAAA" }) }),
  "POST /me/passkeys/creation": staff(),
  "DELETE /me/passkeys/:id": staff({ rest: () => ({ id: "AAAA" }) }),
  "POST /me/recovery-codes": staff(),
  "DELETE /session": open,
  "POST /sign-in-links": open,
  "GET /sign-in-links/:token": open,
  "POST /sign-in-links/:token": open,
  "GET /rating-links/:token": open,
  "PUT /rating-links/:token": { ...open, body: () => ({ score: 5 }) },
  "GET /choice-links/:token": open,
  "POST /choice-links/:token": { ...open, body: () => ({ answer: "help" }) },
  "GET /notification-choices/:token": open,
  "PUT /notification-choices/:token": { ...open, body: () => ({ wanted: false }) },
  "GET /unsubscribe/:token": open,
  "POST /unsubscribe/:token": open,
  "GET /approval-links/:token": open,
  "POST /approval-links/:token": open,
  "GET /setup/:token": open,
  "POST /setup": open,
  "POST /demo/clock": { who: "staff", body: () => ({ advance: "PT1H" }) },
  "GET /demo": { who: "signed in" },
  "GET /demo/removal": { who: "staff" },
  "GET /first-steps": self,
  "POST /demo/removal": { who: "staff" },
  "GET /me": self,
  "PATCH /me": { who: "self", body: () => ({ locale: "es" }) },
  "PUT /me/password": { who: "self", body: () => ({ password: "correcto caballo 12" }) },
  "GET /me/notifications": staff(),
  "GET /me/notifications/unread": staff(),
  "PUT /me/notifications/read": staff({ body: () => ({ until: 1 }) }),
  "GET /me/notification-settings": staff(),
  "PUT /me/notification-settings": staff({ body: () => ({ choices: { mine: {}, queues: {}, watched: {} }, queues: null, quiet: null, digest: 10 }) }),
  "GET /me/devices": staff(),
  "POST /me/devices": staff({ body: () => ({ endpoint: "https://push.example.com/x", keys: { p256dh: "A".repeat(87), auth: "A".repeat(22) } }) }),
  "DELETE /me/devices/:id": staff({ rest: () => ({ id: 1 }) }),
  "GET /me/sessions": self,
  "DELETE /me/sessions": self,
  "DELETE /me/sessions/:id": { who: "self", rest: () => ({ id: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" }) },
  "GET /me/tokens": self,
  "POST /me/tokens": { who: "self", body: () => ({ name: "x", scopes: ["read"], days: 30 }) },
  "DELETE /me/tokens/:id": { who: "self", rest: () => ({ id: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" }) },
  "GET /me/addresses": self,
  "POST /me/addresses": { who: "self", body: () => ({ email: "otra@people.example", desk: "ventas" }) },
  "DELETE /me/addresses/:email": { who: "self", rest: () => ({ email: "otra@people.example" }) },
  "PUT /me/addresses/:email/primary": { who: "self", rest: () => ({ email: "otra@people.example" }) },
  "GET /address-proofs/:token": open,
  "POST /address-proofs/:token": self,
  "GET /people/:id/access": staff({ rest: () => ({ id: 1 }) }),
  "POST /people/:id/access/links": staff({ rest: () => ({ id: 1 }), body: () => ({ desk: "ventas" }) }),
  "DELETE /people/:id/access/lock": staff({ rest: () => ({ id: 1 }) }),
  "GET /audit": staff(),
  "POST /files": self,
  "POST /uploads": { who: "self", headers: { "upload-length": "5" } },
  "GET /uploads/:id": { who: "self", rest: () => ({ id: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" }) },
  "PATCH /uploads/:id": { who: "self", rest: () => ({ id: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" }), headers: { "upload-offset": "0", "content-type": "application/offset+octet-stream" }, body: () => "12345" },
  "DELETE /uploads/:id": { who: "self", rest: () => ({ id: "2b3f1c1e-7c4c-4f53-9a5e-0d6f2f3b9c11" }) },
  "GET /tickets": self,
  "POST /tickets": { who: "self", body: () => ({ desk: "ventas", subject: "s", body: "b", requester: { email: "otra@people.example" } }) },
  "GET /live": self,
  "GET /approvals": self,
  "GET /files/:id": { who: "thing", rest: ({ file }) => ({ id: file }) },
  "PUT /approvals/:id/answer": { who: "thing", body: () => ({ answer: "granted", employeeId: "7", branch: "Centro" }) },
  "DELETE /approvals/:id": { who: "thing" },
  "PUT /follow-ups/:id/result": { who: "thing", body: () => ({ outcome: "reached" }) },
  "PATCH /follow-ups/:id": { who: "thing", body: () => ({ note: "otra" }) },
  "DELETE /follow-ups/:id": { who: "thing" },
  "GET /bulks/:id": { who: "thing" },
  "GET /bulks/:id/items": { who: "thing" },
  "PUT /bulks/:id/undo": { who: "thing" },
  "PATCH /views/:id": { who: "thing", body: () => ({ q: "state:open" }) },
  "DELETE /views/:id": { who: "thing" },
  "GET /tickets.csv": staff(),
  "POST /tickets/bulk": staff({ body: () => ({ q: "", change: { priority: "low" } }) }),
  "GET /views": staff({ query: "?desk=ventas" }),
  "GET /views/counts": staff({ query: "?desk=ventas" }),
  "POST /calendars": staff({ body: () => ({ desk: "ventas", key: "siempre", labels: { es: "Siempre" }, week: { monday: ["00:00-24:00"] } }) }),
  "POST /service-levels": staff({ body: () => ({ desk: "ventas", key: "todo", labels: { es: "Todo" }, targets: { resolution: { minutes: 60, counts: "calendar" } } }) }),
  "POST /calendars/:key/due": staff({ ...byKey, body: () => ({ from: soon, minutes: 5 }) }),
  "POST /calendars/:key/elapsed": staff({ ...byKey, body: () => ({ from: soon, to: soon }) }),
  "POST /views": staff({ body: () => ({ desk: "ventas", shared: false, labels: { "*": "V" }, q: "" }) }),
  "GET /agenda": staff(),
  "POST /agenda/transfers": staff({ body: () => ({ from: email, to: "luz@hotel.example" }) }),
  "GET /flagged-tickets": staff(),
  "GET /shifts/:email": staff({ rest: () => ({ email }) }),
  "PUT /shifts/:email": staff({ rest: () => ({ email }), body: () => ({ timeZone: "UTC", week: [], exceptions: [] }) }),
  "GET /handovers": staff({ query: `?of=${email}` }),
  "POST /absences": staff({ body: () => ({ from: "2031-01-01", until: "2031-01-02" }) }),
  "POST /handovers": staff({ body: () => ({ from: email, to: "luz@hotel.example" }) }),
  "GET /organizations": staff(),
  "POST /organizations": staff({ body: () => ({ name: "Casa" }) }),
  "GET /organizations/:id": staff({ rest: () => ({ id: 1 }) }),
  "PATCH /organizations/:id": staff({ rest: () => ({ id: 1 }), body: () => ({ name: "Casa" }) }),
  "PUT /organizations/:id/merge": staff({ rest: () => ({ id: 1 }), body: () => ({ into: 2 }) }),
  "DELETE /organizations/:id/merge": staff({ rest: () => ({ id: 1 }) }),
  "POST /organizations/:id/branches": staff({ rest: () => ({ id: 1 }), body: () => ({ name: "Centro" }) }),
  "PATCH /organizations/:id/branches/:branch": staff({ rest: () => ({ id: 1, branch: 1 }), body: () => ({ name: "Centro" }) }),
  "GET /branches": staff({ query: "?q=centro" }),
  "GET /people": staff({ query: "?q=eva" }),
  "POST /people": staff({ body: () => ({ name: "Eva", email: "neu@people.example" }) }),
  "GET /people/:id": staff({ rest: () => ({ id: 1 }) }),
  "GET /people/:id/export": staff({ rest: () => ({ id: 1 }) }),
  "GET /people/:id/erasure": staff({ rest: () => ({ id: 1 }) }),
  "POST /people/:id/erasure": staff({ rest: () => ({ id: 1 }), body: () => ({ confirm: "eva@hotel.example" }) }),
  "GET /desks/:key/retention": staff({ ...byKey, query: "?requests=P2Y" }),
  "GET /me/export": self,
  "PATCH /people/:id": staff({ rest: () => ({ id: 1 }), body: () => ({ name: "Otro" }) }),
  "POST /desks": staff({ body: () => ({ name: "Otra", address: "otra@hotel.example", language: "es", timeZone: "UTC" }) }),
  "POST /desks/import": staff({ body: () => "key: otra", headers: { "content-type": "application/yaml" } }),
  "GET /desks/:key/configuration": staff(byKey),
  ...Object.assign({}, ...["general", "statuses", "queues", "types", "fields", "forms", "roles", "canned-replies", "letters", "calendars", "service-levels", "rules", "topics"].map(part)),
  "GET /desks/:key/canned-replies": staff(byKey),
  "GET /desks/:key/standard-letters": staff(byKey),
  "POST /desks/:key/letters/preview": staff({ ...byKey, body: () => ({ letter: { key: "confirmation", labels: {}, texts: {} } }) }),
  "POST /desks/:key/letters/test": staff({ ...byKey, body: () => ({ letter: { key: "confirmation", labels: {}, texts: {} } }) }),
  "GET /desks/:key/export": staff(byKey),
  "GET /desks/:key/board": staff(byKey),
  "GET /desks/:key/agents": staff(byKey),
  "POST /desks/:key/agents": staff({ ...byKey, body: () => ({ email: "neu@hotel.example", name: "Neu", roles: [{ role: "agente", queue: null }] }) }),
  "PUT /desks/:key/agents/:email/roles": staff({ rest: () => ({ key: "ventas", email }), body: () => ({ roles: [] }) }),
  "POST /desks/:key/agents/:email/invitation": staff({ rest: () => ({ key: "ventas", email }) }),
  "PUT /desks/:key/agents/:email/deactivation": staff({ rest: () => ({ key: "ventas", email }), body: () => ({}) }),
  "DELETE /desks/:key/agents/:email/deactivation": staff({ rest: () => ({ key: "ventas", email }) }),
  "GET /desks/:key/blocked-senders": staff(byKey),
  "POST /desks/:key/blocked-senders": staff({ ...byKey, body: () => ({ sender: "x@y.example" }) }),
  "DELETE /desks/:key/blocked-senders/:sender": staff({ rest: () => ({ key: "ventas", sender: "x@y.example" }) }),
  "GET /desks/:key/articles": { ...open, ...byKey },
  "GET /desks/:key/help-centre": staff(byKey),
  "PUT /desks/:key/help-centre/sections": staff({ ...byKey, body: () => ({ sections: [] }) }),
  "POST /desks/:key/help-centre/articles": staff({ ...byKey, body: () => ({ section: "guias", title: "t", html: "<p>t</p>" }) }),
  "GET /articles/:id": staff({ rest: () => ({ id: 1 }) }),
  "PATCH /articles/:id": staff({ rest: () => ({ id: 1 }), body: () => ({}) }),
  "DELETE /articles/:id": staff({ rest: () => ({ id: 1 }) }),
  "PUT /articles/:id/restoration": staff({ rest: () => ({ id: 1 }) }),
  "PUT /articles/:id/variants/:language": staff({ rest: () => ({ id: 1, language: "es" }), body: () => ({ title: "t", html: "", after: null }) }),
  "DELETE /articles/:id/variants/:language/publication": staff({ rest: () => ({ id: 1, language: "es" }) }),
  "PUT /articles/:id/variants/:language/check": staff({ rest: () => ({ id: 1, language: "es" }) }),
  "GET /articles/:id/variants/:language/revisions": staff({ rest: () => ({ id: 1, language: "es" }) }),
  "GET /articles/:id/variants/:language/revisions/:number": staff({ rest: () => ({ id: 1, language: "es", number: 1 }) }),
  "PUT /articles/:id/variants/:language/revisions/:number/restoration": staff({ rest: () => ({ id: 1, language: "es", number: 1 }) }),
  "GET /robots.txt": open,
  "GET /sitemap.xml": open,
  "GET /help/:desk": open,
  "GET /help/:desk/sitemap.xml": open,
  "GET /help/:desk/files/:article/:file": open,
  "GET /help/:desk/:language": open,
  "GET /help/:desk/:language/search": open,
  "GET /help/:desk/:language/sections/:section": open,
  "GET /help/:desk/:language/articles/:article": open,
  "POST /help/:desk/:language/articles/:article/helpful": open,
  "POST /help/:desk/:language/articles/:article/missing": open,
  // pages and their forms: whoever is not signed in is led to the sign-in
  "GET /help/:desk/:language/community": open,
  "POST /help/:desk/:language/community": open,
  "GET /help/:desk/:language/community/new": open,
  "GET /help/:desk/:language/community/:id": open,
  "POST /help/:desk/:language/community/:id/comments": open,
  "POST /help/:desk/:language/community/articles/:id/comments": open,
  "POST /help/:desk/:language/community/:id/vote": open,
  "POST /help/:desk/:language/community/follow": open,
  "GET /help/:desk/:language/community/stop/:token": open,
  "POST /help/:desk/:language/community/stop/:token": open,
  "GET /help/:desk/:language/community/:id/edit": open,
  "POST /help/:desk/:language/community/:id/edit": open,
  "POST /help/:desk/:language/community/:id/withdraw": open,
  "POST /help/:desk/:language/community/:id/report": open,
  "POST /help/:desk/:language/community/:id/moderate": open,
  "GET /help/:desk/:language/community/comments/:id/edit": open,
  "POST /help/:desk/:language/community/comments/:id/edit": open,
  "POST /help/:desk/:language/community/comments/:id/withdraw": open,
  "POST /help/:desk/:language/community/comments/:id/report": open,
  "POST /help/:desk/:language/community/comments/:id/moderate": open,
  "GET /desks/:key/community/entries": staff(byKey),
  "GET /desks/:key/community/reported": staff(byKey),
  "PATCH /desks/:key/community/:kind/:id": staff({ rest: () => ({ key: "ventas", kind: "post", id: 1 }), body: () => ({ hidden: true }) }),
  "GET /tags": staff({ query: "?desk=ventas" }),
  ...Object.fromEntries(["overview", "overview.csv", "series.csv", "follow-ups", "follow-ups.csv"].map((name) => [`GET /reports/${name}`, staff({ query: "?from=2026-03-01&to=2026-03-31" })])),
  ...Object.fromEntries(["breakdown", "breakdown.csv"].map((name) => [`GET /reports/${name}`, staff({ query: "?from=2026-03-01&to=2026-03-31&by=queue" })])),
  "GET /reports/subscriptions": staff(),
  "POST /reports/subscriptions": staff({ body: () => ({ desk: null, q: "", every: "week", hour: 8 }) }),
  "DELETE /reports/subscriptions/:id": staff({ rest: () => ({ id: 1 }) }),
  "POST /outgoings": staff({ body: () => ({ desk: "ventas", to: [{ email: "neu@people.example" }], subject: "s", body: "b" }) }),
  "GET /outgoings/:id": { who: "thing" },
  "GET /outgoings/:id/items": { who: "thing" },
  // its payloads are signed
  "GET /desks/:key/rules/runs": staff(byKey),
  "GET /desks/:key/rules/:rule/runs": staff({ rest: () => ({ key: "ventas", rule: "regla" }) }),
  "POST /desks/:key/rules/try": staff({ ...byKey, body: () => ({ when: { event: "created" }, then: [{ do: "note", text: "Hola" }] }) }),
  "GET /desks/:key/webhooks": staff(byKey),
  "PUT /desks/:key/webhooks/:webhook": staff({ ...ofWebhook, body: () => ({ name: "Almacén", url: "https://hooks.example.com/" }) }),
  "DELETE /desks/:key/webhooks/:webhook": staff(ofWebhook),
  "POST /desks/:key/webhooks/:webhook/secret": staff(ofWebhook),
  "GET /desks/:key/webhooks/:webhook/deliveries": staff(ofWebhook),
  "POST /desks/:key/webhooks/:webhook/deliveries/:id/replay": staff({ rest: () => ({ key: "ventas", webhook: "almacen", id: "00000000-0000-4000-8000-000000000000" }) }),
  "POST /intake/:source": open,
  "GET /desks/:key/intake": staff(byKey),
  "PUT /desks/:key/intake/:source": staff({ ...ofSource, body: () => ({ name: "Encuesta", kind: "survey", settings: { mapping: {} } }) }),
  "DELETE /desks/:key/intake/:source": staff(ofSource),
  "POST /desks/:key/intake/:source/secret": staff(ofSource),
  "POST /desks/:key/intake/:source/preview": staff({ ...ofSource, body: () => ({ kind: "survey", settings: { mapping: {} } }) }),
  "GET /desks/:key/intake/:source/items": staff(ofSource),
  "POST /desks/:key/intake/:source/items/:id/retry": staff({ rest: () => ({ key: "ventas", source: "encuesta", id: 1 }) }),
  "GET /mail": staff(),
  "GET /mail/waiting": self,
  "GET /mail/:id": staff({ rest: () => ({ id: 1 }) }),
  "GET /mail/:id/content": staff({ rest: () => ({ id: 1 }) }),
  "GET /mail/:id/attachments/:index": staff({ rest: () => ({ id: 1, index: 0 }) }),
  "GET /mail/:id/raw": staff({ rest: () => ({ id: 1 }) }),
  "POST /mail/:id/retry": staff({ rest: () => ({ id: 1 }) }),
  "POST /mail/:id/decision": staff({ rest: () => ({ id: 1 }), body: () => ({ decision: "keep", seen: "held" }) }),
  // what may not be decided is told for each mail
  "POST /mail/decisions": { who: "self", body: () => ({ ids: [1], decision: { decision: "keep", seen: "held" } }) },
  "GET /mailbox": staff(),
  "GET /mailbox/:id": staff({ rest: () => ({ id: 1 }) }),
  "POST /mailbox": staff({ body: () => ({ from: "a@b.example", to: "ventas@hotel.example", subject: "s", text: "t" }) }),
  "GET /mailboxes": self,
  "PUT /mailboxes/:key": staff({ rest: () => ({ key: "casa" }), body: mailbox }),
  "DELETE /mailboxes/:key": staff({ rest: () => ({ key: "casa" }) }),
  "POST /mailboxes/:key/test": staff({ rest: () => ({ key: "casa" }), body: mailbox }),
};

/** The address of a route, its parameters filled in. */
export function urlOf(route: string, sample: Sample, things: Things, first: { number?: number; id?: string | number } = {}): { method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"; url: string; payload?: object | string; headers?: Record<string, string> } {
  const [method = "", path = ""] = route.split(" ");
  const values: Record<string, string | number> = { token: "x".repeat(40), ...first, ...sample.rest?.(things) };
  const url = path.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(values[name] ?? "")));
  const body = sample.body?.(things);
  return { method: method as "GET", url: `${url}${sample.query ?? ""}`, ...(body === undefined ? {} : { payload: body }), ...(sample.headers === undefined ? {} : { headers: sample.headers }) };
}
