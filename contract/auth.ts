import { Type, type Static } from "typebox";
import { Email, Key, Language, nullable, oneOf, Timestamp } from "./common.ts";

export const Credentials = Type.Object({ email: Email, password: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false });

/** What a new password must have; said before it is asked for. Lengths in characters. */
export const PasswordPolicy = Type.Object({
  minLength: Type.Integer({ minimum: 8, maximum: 64 }),
  minDigits: Type.Integer({ minimum: 0, maximum: 8 }),
  /** only letters and digits count towards the length (T8) */
  lettersAndDigits: Type.Optional(Type.Boolean()),
}, { additionalProperties: false });
export type PasswordPolicy = Static<typeof PasswordPolicy>;
export { defaultPasswordPolicy } from "./password-policy.ts";

/** Who is signed in. `desks` are those where the person works; a customer has none. */
export const Me = Type.Object({
  email: nullable(Email),
  name: Type.String(),
  locale: Language,
  timeZone: Type.String(),
  administrator: Type.Boolean(),
  desks: Type.Array(Type.Object({ key: Key, name: Type.String(), hue: Type.Integer(), permissions: Type.Array(Type.String()) })),
  preferences: Type.Record(Type.String(), Type.Unknown()),
  /** sees the requests of colleagues: their organization shows them */
  colleagues: Type.Boolean(),
  hasPassword: Type.Boolean(),
  /** what a new one must have, by the desks where the person works */
  passwordPolicy: PasswordPolicy,
  /** the demonstration's clock: ms that it is before the real one, and whether the person may move it on; null: the clock is the real one */
  clock: nullable(Type.Object({ ahead: Type.Integer(), movable: Type.Boolean() })),
});
export type Me = Static<typeof Me>;
export const MePatch = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  locale: Type.Optional(Language),
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  preferences: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 50 })),
}, { additionalProperties: false });

/** Asks for a mail with a link. The answer is the same whether the address is known or not. */
export const LinkRequest = Type.Object({
  email: Email,
  purpose: oneOf(["sign-in", "password"]),
  desk: Type.Optional(Key),
  locale: Type.Optional(Language),
}, { additionalProperties: false });
/** What a link is for, without using it: a GET changes nothing. */
export const LinkView = Type.Object({
  purpose: oneOf(["sign-in", "password"]),
  /** `directory`: its person signs in by the company's directory alone */
  state: oneOf(["valid", "used", "expired", "unknown", "directory"]),
  email: nullable(Email),
  desk: nullable(Key),
  passwordPolicy: PasswordPolicy,
});
export type LinkView = Static<typeof LinkView>;
/** Confirms a link: signs in, and for a password link sets the password. */
export const LinkUse = Type.Object({ password: Type.Optional(Type.String({ maxLength: 1000 })) }, { additionalProperties: false });
export const PasswordChange = Type.Object({
  /** asked for where one is set already */
  current: Type.Optional(Type.String({ maxLength: 1000 })),
  password: Type.String({ minLength: 1, maxLength: 1000 }),
  /** in whose portal it is chosen: its policy holds */
  desk: Type.Optional(Key),
}, { additionalProperties: false });

/** A place where the person is signed in. `current`: the one that asks. */
export const Session = Type.Object({
  id: Type.String({ format: "uuid" }),
  current: Type.Boolean(),
  userAgent: Type.String(),
  ip: Type.String(),
  createdAt: Timestamp,
  seenAt: Timestamp,
});
export type Session = Static<typeof Session>;
export const SessionList = Type.Object({ items: Type.Array(Session) });
export type SessionList = Static<typeof SessionList>;
