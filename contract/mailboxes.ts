import { Type, type Static } from "typebox";
import { Key, nullable, oneOf, Timestamp } from "./common.ts";

/** An IMAP mailbox that is read for a desk. Secrets go in and never come out. */
export const MailboxSettings = Type.Object({
  desk: Key,
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  /** TLS from the start; otherwise STARTTLS where the server offers it */
  secure: Type.Boolean(),
  user: Type.String({ minLength: 1, maxLength: 254 }),
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** `xoauth2`: the secret is a refresh token, exchanged at `tokenUrl` (RFC 6749, 6) */
  auth: oneOf(["password", "xoauth2"]),
  tokenUrl: Type.Optional(Type.String({ format: "uri", pattern: "^https://" })),
  clientId: Type.Optional(Type.String({ maxLength: 300 })),
  clientSecret: Type.Optional(Type.String({ maxLength: 300 })),
  /** the name under which the mailbox's server writes Authentication-Results (RFC 8601) that may be trusted */
  authservId: Type.Optional(Type.String({ maxLength: 253 })),
  /** the password or refresh token; absent: the one that is kept */
  secret: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
}, { additionalProperties: false });
export type MailboxSettings = Static<typeof MailboxSettings>;

/** As a desk's file writes it: without secrets, which are typed in again. */
export const MailboxDefinition = Type.Object({ key: Key, ...Type.Omit(MailboxSettings, ["desk", "secret", "clientSecret"]).properties }, { additionalProperties: false });
export type MailboxDefinition = Static<typeof MailboxDefinition>;

export const Mailbox = Type.Object({
  key: Key,
  ...Type.Omit(MailboxSettings, ["secret", "clientSecret"]).properties,
  /** without a secret it is not read: a desk's file brings none */
  hasSecret: Type.Boolean(),
  /** what is wrong with it now, in the server's words */
  problem: nullable(Type.String()),
  checkedAt: nullable(Timestamp),
});
export type Mailbox = Static<typeof Mailbox>;
export const MailboxList = Type.Object({ items: Type.Array(Mailbox) });

/** What trying a mailbox showed: which step failed, and the server's own words. */
export const MailboxTest = Type.Object({
  ok: Type.Boolean(),
  failed: nullable(oneOf(["name", "port", "connection", "silent", "encryption", "certificate", "sign-in", "folder", "other"])),
  detail: nullable(Type.String()),
});
export type MailboxTest = Static<typeof MailboxTest>;
