import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, Timestamp } from "./common.ts";

/** How staff sign in besides password and mailed link: second factors, passkeys, and the company's own directories. */
const strict = { additionalProperties: false } as const;

export const secondFactors = ["totp", "passkey", "recovery-code"] as const;
export type SecondFactor = (typeof secondFactors)[number];
/** A second factor that was shown, or `provider`: a provider that asks for one itself. */
export const secondFactorsShown = [...secondFactors, "provider"] as const;

const base64url = (most: number) => Type.String({ pattern: "^[A-Za-z0-9_-]+$", minLength: 1, maxLength: most });
/** The ways an authenticator can be reached (W3C Web Authentication, 5.8.4). */
export const passkeyTransports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
const Description = Type.Object({ id: Type.String(), type: oneOf(["public-key"]), transports: Type.Optional(Type.Array(oneOf(passkeyTransports))) });

/** What a browser asks an authenticator (W3C Web Authentication, 5.4 and 5.5), binary values in base64url. */
export const PasskeyCreation = Type.Object({
  rp: Type.Object({ id: Type.String(), name: Type.String() }),
  user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
  challenge: Type.String(),
  pubKeyCredParams: Type.Array(Type.Object({ alg: Type.Integer(), type: oneOf(["public-key"]) })),
  timeout: Type.Integer(),
  excludeCredentials: Type.Array(Description),
  authenticatorSelection: Type.Object({ residentKey: oneOf(["preferred"]), userVerification: oneOf(["preferred"]) }),
  attestation: oneOf(["none"]),
});
export type PasskeyCreation = Static<typeof PasskeyCreation>;
export const PasskeyRequest = Type.Object({
  challenge: Type.String(),
  timeout: Type.Integer(),
  rpId: Type.String(),
  allowCredentials: Type.Array(Description),
  userVerification: oneOf(["preferred", "required"]),
});
export type PasskeyRequest = Static<typeof PasskeyRequest>;
/** What the authenticator made; the challenge it answers is in `clientDataJSON`. */
export const NewPasskey = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  id: base64url(1400),
  clientDataJSON: base64url(4000),
  attestationObject: base64url(40_000),
  transports: Type.Optional(Type.Array(oneOf(passkeyTransports), { maxItems: 10 })),
}, strict);
export type NewPasskey = Static<typeof NewPasskey>;
export const PasskeyAnswer = Type.Object({ id: base64url(1400), clientDataJSON: base64url(4000), authenticatorData: base64url(4000), signature: base64url(8000) }, strict);
export type PasskeyAnswer = Static<typeof PasskeyAnswer>;

export const Passkey = Type.Object({ id: Type.String(), name: Type.String(), createdAt: Timestamp, usedAt: nullable(Timestamp) });
export type Passkey = Static<typeof Passkey>;

/** How the person may sign in. */
export const SignInWays = Type.Object({
  /** a role asks for a second factor */
  required: Type.Boolean(),
  /** since when codes of an app are asked for; null: they are not */
  totpSince: nullable(Timestamp),
  passkeys: Type.Array(Passkey),
  recoveryCodesLeft: Type.Integer(),
  /** directories that know the person */
  providers: Type.Array(Type.Object({ name: Type.String(), usedAt: Timestamp })),
  /** whether the sign-in is recent enough to change all this; else one signs in again first */
  recent: Type.Boolean(),
});
export type SignInWays = Static<typeof SignInWays>;

/** The key for an authenticator app, to be typed or read as a QR code; it counts once a code of it was shown. */
export const TotpKey = Type.Object({ key: Type.String(), uri: Type.String() });
export type TotpKey = Static<typeof TotpKey>;
export const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }, strict);
/** Each works once, when nothing else is at hand. Shown once; null: there are codes already. */
export const FactorAdded = Type.Object({ recoveryCodes: nullable(Type.Array(Type.String())) });
export type FactorAdded = Static<typeof FactorAdded>;
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) });

/** One of the three. */
export const SecondStep = Type.Object({
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  recoveryCode: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  passkey: Type.Optional(PasskeyAnswer),
}, { ...strict, minProperties: 1, maxProperties: 1 });
export type SecondStep = Static<typeof SecondStep>;

export const providerKinds = ["oidc", "ldap"] as const;
export type ProviderKind = (typeof providerKinds)[number];

/** What the sign-in page offers, and the step this browser is in the middle of. */
export const SignInOffer = Type.Object({
  providers: Type.Array(Type.Object({ key: Key, name: Type.String(), kind: oneOf(providerKinds) })),
  /** the first half was right: what may be shown as the second. `enrol`: there is none yet, and a role asks for one */
  step: nullable(Type.Object({ name: Type.String(), email: nullable(Email), factors: Type.Array(oneOf(secondFactors)), enrol: Type.Boolean() })),
});
export type SignInOffer = Static<typeof SignInOffer>;

/** The name of a network account, as its directory knows it. */
export const DirectorySignIn = Type.Object({ user: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 1000 }) }, strict);

/** Whoever is in the group holds the role: of a desk, or (null) administers the installation. `*` is everybody the directory lets in. */
export const GroupRole = Type.Object({ group: Type.String({ minLength: 1, maxLength: 500 }), desk: nullable(Key), role: Key }, strict);
export type GroupRole = Static<typeof GroupRole>;

const common = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  groups: Type.Array(GroupRole, { maxItems: 500 }),
  /** colleagues whom it knows come in by it alone: no password, mailed link or passkey by itself; absent: by any way */
  only: Type.Optional(Type.Boolean()),
};
export const OidcSettings = Type.Object({
  kind: oneOf(["oidc"]),
  ...common,
  /** the address that `/.well-known/openid-configuration` is found below */
  issuer: Type.String({ minLength: 1, maxLength: 500 }),
  clientId: Type.String({ minLength: 1, maxLength: 300 }),
  /** the claim that lists a person's groups */
  groupsClaim: Type.String({ minLength: 1, maxLength: 100 }),
  /** asked for besides `openid email profile`, with spaces between */
  scopes: Type.String({ maxLength: 300 }),
  /** the provider's addresses are the company's own, also where it does not say that they are verified */
  trustsAddresses: Type.Boolean(),
  /** the provider asks for a second factor itself: ours is not asked for */
  asksSecondFactor: Type.Boolean(),
}, strict);
export type OidcSettings = Static<typeof OidcSettings>;
export const LdapSettings = Type.Object({
  kind: oneOf(["ldap"]),
  ...common,
  url: Type.String({ minLength: 1, maxLength: 500 }),
  startTls: Type.Boolean(),
  /** certificates (PEM) that the server's must go back to; empty: the system's */
  certificates: Type.String({ maxLength: 50_000 }),
  /** the account that searches; empty: anonymous */
  bindDn: Type.String({ maxLength: 500 }),
  baseDn: Type.String({ minLength: 1, maxLength: 500 }),
  /** finds somebody; `{user}` is what was typed */
  userFilter: Type.String({ minLength: 3, maxLength: 500 }),
  /** what never changes for an account */
  idAttribute: Type.String({ minLength: 1, maxLength: 100 }),
  mailAttribute: Type.String({ minLength: 1, maxLength: 100 }),
  nameAttribute: Type.String({ minLength: 1, maxLength: 100 }),
  /** finds somebody's groups; `{dn}` is the account's name. Empty: its attribute `memberOf` tells */
  groupFilter: Type.String({ maxLength: 500 }),
}, strict);
export type LdapSettings = Static<typeof LdapSettings>;
/** What differs between the directories that companies have; the rest is the same everywhere. */
export const directories = {
  "active-directory": { userFilter: "(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={user})(userPrincipalName={user})(mail={user})))", idAttribute: "objectGUID", nameAttribute: "displayName", groupFilter: "(member:1.2.840.113556.1.4.1941:={dn})" },
  openldap: { userFilter: "(&(objectClass=inetOrgPerson)(|(uid={user})(mail={user})))", idAttribute: "entryUUID", nameAttribute: "cn", groupFilter: "(&(objectClass=groupOfNames)(member={dn}))" },
} as const satisfies Record<string, Partial<LdapSettings>>;
export type Directory = keyof typeof directories;
export const ProviderSettings = Type.Unsafe<OidcSettings | LdapSettings>({ type: "object", anyOf: [OidcSettings, LdapSettings] });
export type ProviderSettings = OidcSettings | LdapSettings;

/** `secret`: the client's or the searching account's; absent: the one that is kept for this very place. It never comes out. */
export const ProviderInput = Type.Object({ settings: ProviderSettings, secret: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })) }, strict);
export type ProviderInput = Static<typeof ProviderInput>;
export const Provider = Type.Object({
  key: Key,
  settings: ProviderSettings,
  hasSecret: Type.Boolean(),
  /** how many people have come in by it */
  people: Type.Integer(),
  /** what the provider must be told: where it sends people back to; null: nothing */
  callback: nullable(Type.String()),
});
export type Provider = Static<typeof Provider>;
export const ProviderList = Type.Object({ items: Type.Array(Provider) });

/** `user`: an account to look up. */
export const ProviderTrial = Type.Object({ ...ProviderInput.properties, user: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })) }, strict);
export type ProviderTrial = Static<typeof ProviderTrial>;
/** What trying a provider showed: which step failed, and its own words; of an account that was looked up, what it is known by. */
export const ProviderTest = Type.Object({
  failed: nullable(oneOf(["address", "connection", "certificate", "sign-in", "search", "account"])),
  detail: nullable(Type.String()),
  account: nullable(Type.Object({ name: Type.String(), email: nullable(Type.String()), groups: Type.Array(Type.String()), roles: Type.Array(Type.Object({ desk: nullable(Key), role: Key })) })),
});
export type ProviderTest = Static<typeof ProviderTest>;

/** Somebody who works here, and how that person signs in. */
export const StaffAccess = Type.Object({
  email: Email,
  name: Type.String(),
  required: Type.Boolean(),
  totp: Type.Boolean(),
  passkeys: Type.Integer(),
  providers: Type.Array(Type.String()),
});
export type StaffAccess = Static<typeof StaffAccess>;
export const StaffAccessList = Type.Object({
  /** who administers the installation needs a second factor */
  administratorsRequired: Type.Boolean(),
  items: Type.Array(StaffAccess),
});
export type StaffAccessList = Static<typeof StaffAccessList>;
export const AdministratorsNeed = Type.Object({ secondFactor: Type.Boolean() }, strict);
