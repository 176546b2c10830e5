import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, page, PageQuery, Timestamp } from "./common.ts";
import { permissions, type Permission } from "./permissions.ts";

const strict = { additionalProperties: false } as const;

/** What a token may: `all` that its person may; named rights narrow it to these; `read` changes nothing. */
export const scopes = ["all", "read", ...permissions] as const;
export type Scope = "all" | "read" | Permission;
/** How long a token may be made to last, in days. */
export const tokenDays = [30, 90, 365] as const;

export const ApiToken = Type.Object({
  id: Type.String({ format: "uuid" }),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Timestamp,
  /** null: it does not end by itself */
  expiresAt: nullable(Timestamp),
  /** up to an hour old; null: never */
  usedAt: nullable(Timestamp),
});
export type ApiToken = Static<typeof ApiToken>;
export const ApiTokenList = Type.Object({ items: Type.Array(ApiToken) });
export const NewApiToken = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" }),
  scopes: Type.Array(oneOf(scopes), { minItems: 1, maxItems: 100, uniqueItems: true }),
  days: nullable(Type.Integer({ minimum: 1, maximum: 3650 })),
}, strict);
export type NewApiToken = Static<typeof NewApiToken>;
/** The only time that the token itself is told. */
export const MadeApiToken = Type.Object({ ...ApiToken.properties, token: Type.String() });
export type MadeApiToken = Static<typeof MadeApiToken>;

/** H12: in one word, whether somebody can get in, or what keeps them out. */
export const accessStates = ["no-address", "deactivated", "locked", "bounced", "never-invited", "invited", "link-expired", "directory", "can"] as const;
export type AccessState = (typeof accessStates)[number];
/** Why a person cannot get in, for staff. */
export const PersonAccess = Type.Object({
  state: oneOf(accessStates),
  addresses: Type.Array(Type.Object({
    email: Email,
    primary: Type.Boolean(),
    /** a mailed link was used: the person reads it */
    verifiedAt: nullable(Timestamp),
    invitedAt: nullable(Timestamp),
    /** until when the link of that mail works; null: used, expired or none */
    linkUntil: nullable(Timestamp),
    bouncedAt: nullable(Timestamp),
    bounceReason: nullable(Type.String()),
    /** too many wrong passwords */
    lockedUntil: nullable(Timestamp),
    /** the last time that signing in with it was refused */
    refusedAt: nullable(Timestamp),
  })),
  hasPassword: Type.Boolean(),
  /** by which alone this colleague comes in; null: by any way */
  directory: nullable(Type.String()),
  signedInAt: nullable(Timestamp),
  /** places where they are signed in now */
  sessions: Type.Integer(),
  can: Type.Object({ invite: Type.Boolean(), unlock: Type.Boolean() }),
});
export type PersonAccess = Static<typeof PersonAccess>;
/** Mails the way in once more; the desk whose portal it opens. */
export const AccessLink = Type.Object({ desk: Key }, strict);

/** An address of one's own. */
export const OwnAddress = Type.Object({ email: Email, primary: Type.Boolean(), verified: Type.Boolean() });
export type OwnAddress = Static<typeof OwnAddress>;
export const OwnAddressList = Type.Object({ items: Type.Array(OwnAddress), can: Type.Object({ change: Type.Boolean() }) });
export type OwnAddressList = Static<typeof OwnAddressList>;
/** Says that an address is one's own, too; a mail to it brings the proof. Answered the same whosever it is. */
export const NewOwnAddress = Type.Object({ email: Email, desk: Key }, strict);
export type NewOwnAddress = Static<typeof NewOwnAddress>;
/** What the mailed proof is worth, for whom it was asked; opening it changes nothing. */
export const AddressProof = Type.Object({
  state: oneOf(["valid", "used", "expired", "unknown"]),
  email: nullable(Email),
  /** who asked, by the address they are known by */
  askedBy: nullable(Type.Object({ name: Type.String(), email: Type.String() })),
  /** signed in here is who asked */
  yours: Type.Boolean(),
});
export type AddressProof = Static<typeof AddressProof>;

export const auditKinds = ["access", "configuration", "people", "data"] as const;
export type AuditKind = (typeof auditKinds)[number];
/** What the audit holds: all that administrators alone may learn of. */
export const auditTypes = [
  "session.started", "session.ended", "session.refused", "session.unlocked", "password.changed", "second-factor.added", "second-factor.removed", "recovery-codes.made",
  "token.created", "token.revoked", "address.claimed", "address.added", "address.removed", "address.chosen",
  "configuration.changed", "provider.changed", "demo.loaded", "demo.clock-moved", "demo.removed",
  "agent.invited", "agent.roles-changed", "agent.deactivated", "agent.reactivated", "person.invited", "person.exported", "person.erasure-begun", "person.erased",
  "mail.raw-read", "mail.retried",
] as const;
export type AuditType = (typeof auditTypes)[number];
/** One entry of the audit: who did what of access, configuration and confidential data. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  type: Type.String(),
  /** null: the system, or nobody signed in */
  actor: nullable(Type.Object({ name: Type.String(), email: nullable(Type.String()) })),
  via: Type.String(),
  desk: nullable(Key),
  /** whom it is about, where that is somebody else */
  person: nullable(Type.Object({ name: Type.String(), email: nullable(Type.String()) })),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type AuditEntry = Static<typeof AuditEntry>;
export const AuditPage = page(AuditEntry);
export type AuditPage = Static<typeof AuditPage>;
export const AuditQuery = Type.Object({
  ...PageQuery.properties,
  kind: Type.Optional(oneOf(auditKinds)),
  /** who did it, or whom it is about */
  person: Type.Optional(Email),
  /** of this instant and later; before this one */
  from: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
}, strict);
