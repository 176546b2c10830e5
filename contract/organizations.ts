import { Type, type Static } from "typebox";
import { Email, Key, Language, nullable, page, PageQuery } from "./common.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Line = Type.String({ maxLength: 500 });
const Notes = Type.String({ maxLength: 100_000 });
const FieldValues = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 100 });
/** A mail domain, `example.com`; no address, no wildcard. */
const Domain = Type.String({ pattern: "^[^\\s@.]+(\\.[^\\s@.]+)+$", maxLength: 253 });

export const BranchRef = Type.Object({ id: Id, name: Type.String(), organization: Type.Object({ id: Id, name: Type.String() }) });
export type BranchRef = Static<typeof BranchRef>;
export const Branch = Type.Object({
  id: Id,
  name: Type.String(),
  /** what the organization itself calls it, e.g. a shop's number */
  code: nullable(Type.String()),
  phone: nullable(Type.String()),
  postal: nullable(Type.String()),
  notes: Type.String(),
  archived: Type.Boolean(),
});
export type Branch = Static<typeof Branch>;
export const BranchInput = Type.Object({
  name: Name,
  code: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  phone: Type.Optional(nullable(Line)),
  postal: Type.Optional(nullable(Line)),
  notes: Type.Optional(Notes),
  archived: Type.Optional(Type.Boolean()),
}, { additionalProperties: false });
export type BranchInput = Static<typeof BranchInput>;
export const BranchPatch = Type.Partial(BranchInput, { additionalProperties: false, minProperties: 1 });
export type BranchPatch = Static<typeof BranchPatch>;
export const BranchList = Type.Object({ items: Type.Array(Branch) });
export const BranchRefList = Type.Object({ items: Type.Array(BranchRef) });

export const OrganizationRow = Type.Object({
  id: Id,
  name: Type.String(),
  own: Type.Boolean(),
  domains: Type.Array(Type.String()),
  /** in use */
  branches: Type.Integer(),
  archived: Type.Boolean(),
});
export type OrganizationRow = Static<typeof OrganizationRow>;
export const OrganizationList = page(OrganizationRow);
export const OrganizationQuery = Type.Object({ ...PageQuery.properties, q: Type.Optional(Type.String({ maxLength: 200 })) }, { additionalProperties: false });

export const Organization = Type.Object({
  id: Id,
  name: Type.String(),
  /** our own company: its branches are where colleagues work */
  own: Type.Boolean(),
  /** of our own: the desks that are offered its branches as locations; empty: every desk */
  desks: Type.Array(Key),
  domains: Type.Array(Type.String()),
  phone: nullable(Type.String()),
  postal: nullable(Type.String()),
  notes: Type.String(),
  fields: FieldValues,
  /** its people see each other's requests in the portal */
  sharesRequests: Type.Boolean(),
  archived: Type.Boolean(),
  branches: Type.Array(Branch),
  version: Type.Integer(),
  can: Type.Object({ edit: Type.Boolean() }),
});
export type Organization = Static<typeof Organization>;
export const OrganizationInput = Type.Object({
  name: Name,
  own: Type.Optional(Type.Boolean()),
  desks: Type.Optional(Type.Array(Key, { maxItems: 100, uniqueItems: true })),
  /** people who write from these for the first time belong here; so do those of them who belong nowhere yet */
  domains: Type.Optional(Type.Array(Domain, { maxItems: 50 })),
  phone: Type.Optional(nullable(Line)),
  postal: Type.Optional(nullable(Line)),
  notes: Type.Optional(Notes),
  /** of a change: what is given is set, null takes a value away */
  fields: Type.Optional(FieldValues),
  sharesRequests: Type.Optional(Type.Boolean()),
  archived: Type.Optional(Type.Boolean()),
}, { additionalProperties: false });
export type OrganizationInput = Static<typeof OrganizationInput>;
export const OrganizationPatch = Type.Partial(OrganizationInput, { additionalProperties: false, minProperties: 1 });
export type OrganizationPatch = Static<typeof OrganizationPatch>;
/** Nothing is moved: whoever asks for the one reads the other, until it is taken back. */
export const OrganizationMerge = Type.Object({ into: Id }, { additionalProperties: false });

export const Phone = Type.Object({
  /** E.164, or the digits where no plan knows them */
  number: Type.String(),
  /** with its spaces */
  written: Type.String(),
});
export type Phone = Static<typeof Phone>;
const PhoneTyped = Type.String({ minLength: 2, maxLength: 60, pattern: "\\d" });

export const PersonRow = Type.Object({
  id: Id,
  name: Type.String(),
  email: nullable(Email),
  phones: Type.Array(Phone),
  organization: nullable(Type.Object({ id: Id, name: Type.String() })),
  branch: nullable(Type.String()),
});
export type PersonRow = Static<typeof PersonRow>;
export const PersonList = Type.Object({ items: Type.Array(PersonRow) });
/** Words of the name, the beginning of an address, or a phone in any notation. */
export const PersonQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  email: Type.Optional(Email),
  organization: Type.Optional(Id),
  /** whose country a number without one is of */
  desk: Type.Optional(Type.String({ maxLength: 63 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
}, { additionalProperties: false });

export const Person = Type.Object({
  id: Id,
  name: Type.String(),
  addresses: Type.Array(Type.Object({ email: Email, primary: Type.Boolean(), bounced: Type.Boolean() })),
  phones: Type.Array(Phone),
  organization: nullable(Type.Object({ id: Id, name: Type.String() })),
  branch: nullable(Type.Object({ id: nullable(Id), name: Type.String() })),
  employeeId: nullable(Type.String()),
  locale: nullable(Type.String()),
  timeZone: nullable(Type.String()),
  notes: Type.String(),
  fields: FieldValues,
  /** works at a desk */
  colleague: Type.Boolean(),
  deactivated: Type.Boolean(),
  version: Type.Integer(),
  /** `privacy`: hand out what is kept of them, and erase it */
  can: Type.Object({ edit: Type.Boolean(), editAddresses: Type.Boolean(), privacy: Type.Boolean() }),
});
export type Person = Static<typeof Person>;
const personProperties = {
  name: Name,
  phones: Type.Optional(Type.Array(PhoneTyped, { maxItems: 20 })),
  organization: Type.Optional(nullable(Id)),
  branch: Type.Optional(nullable(Id)),
  employeeId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  locale: Type.Optional(nullable(Language)),
  notes: Type.Optional(Notes),
  fields: Type.Optional(FieldValues),
};
export const PersonInput = Type.Object({
  ...personProperties,
  email: Type.Optional(Email),
  desk: Type.Optional(Type.String({ maxLength: 63 })),
}, { additionalProperties: false });
export type PersonInput = Static<typeof PersonInput>;
export const PersonPatch = Type.Object({
  ...personProperties,
  name: Type.Optional(Name),
  /** the first is the one written to */
  addresses: Type.Optional(Type.Array(Email, { maxItems: 20 })),
  /** one of the addresses is somebody else's: they are one person. Only of who has no address yet; all that is theirs becomes the other's */
  merge: Type.Optional(Type.Boolean()),
  desk: Type.Optional(Type.String({ maxLength: 63 })),
}, { additionalProperties: false, minProperties: 1 });
export type PersonPatch = Static<typeof PersonPatch>;
