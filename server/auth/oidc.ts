import { createHmac } from "node:crypto";
import type { Configuration, CustomFetch } from "openid-client";
import type { OidcSettings, ProviderTest } from "../../contract/sign-on.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import type { Account } from "./directories.ts";

const timeoutMs = 10_000;
const mostBytes = 1024 * 1024;
/** A provider's own description is read anew after so long: keys and addresses change. */
const knownMs = 10 * 60_000;

/** What the browser is sent away with, and brings back, of one sign-in; all drawn from its one secret. */
const drawn = (secret: string, what: string): string => createHmac("sha256", secret).update(what).digest("base64url");
export const stateOf = (secret: string): string => drawn(secret, "state");

export type Oidc = ReturnType<typeof createOidc>;

/**
 * OpenID Connect with any provider, by discovery: authorization code with PKCE, state and nonce; the ID token's signature,
 * issuer, audience and age are checked. Every request passes the guard of outgoing requests.
 */
export function createOidc(send: SendOutgoing) {
  const known = new Map<string, { configuration: Promise<Configuration>; until: number }>();

  const guarded: CustomFetch = async (url, { method, headers, body, signal }) => {
    const text = body instanceof URLSearchParams ? body.toString() : typeof body === "string" ? body : "";
    signal?.throwIfAborted();
    const answer = await send({ url, method: method === "POST" ? "POST" : "GET", headers, body: text, timeoutMs, answerBytes: mostBytes });
    // these say how it was sent, not what it is
    const { "content-encoding": _encoding, "content-length": _length, "transfer-encoding": _transfer, ...rest } = answer.headers;
    return new Response([204, 304].includes(answer.status) ? null : answer.text, { status: answer.status, headers: rest });
  };

  const discover = async ({ issuer, clientId }: OidcSettings, secret: string): Promise<Configuration> => {
    const { allowInsecureRequests, customFetch, discovery, enableNonRepudiationChecks } = await import("openid-client");
    const url = new URL(issuer);
    // only an address inside that is allowed by name is asked without TLS: the guard refuses the others
    const plain = url.protocol === "http:" ? [allowInsecureRequests] : [];
    const configuration = await discovery(url, clientId, secret === "" ? undefined : secret, undefined, { [customFetch]: guarded, execute: plain, timeout: timeoutMs / 1000 });
    enableNonRepudiationChecks(configuration);
    return configuration;
  };
  const configurationOf = (settings: OidcSettings, secret: string): Promise<Configuration> => {
    const key = JSON.stringify([settings.issuer, settings.clientId, secret]);
    const found = known.get(key);
    if (found !== undefined && found.until > performance.now()) return found.configuration;
    const configuration = discover(settings, secret);
    if (known.size > 100) known.clear();
    known.set(key, { configuration, until: performance.now() + knownMs });
    configuration.catch(() => known.delete(key));
    return configuration;
  };

  return {
    /** Where the browser goes to sign in. @param attempt the secret of this sign-in */
    async signInUrl(settings: OidcSettings, secret: string, attempt: string, callback: string): Promise<string> {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import("openid-client");
      const url = buildAuthorizationUrl(await configurationOf(settings, secret), {
        redirect_uri: callback,
        scope: [...new Set(`openid email profile ${settings.scopes}`.split(/\s+/).filter(Boolean))].join(" "),
        state: stateOf(attempt),
        nonce: drawn(attempt, "nonce"),
        code_challenge: await calculatePKCECodeChallenge(drawn(attempt, "verifier")),
        code_challenge_method: "S256",
      });
      return url.href;
    },

    /** Who came back. @param query what the provider sent along. @throws where anything about it is not as it must be */
    async account(settings: OidcSettings, secret: string, attempt: string, callback: string, query: string): Promise<Account> {
      const { authorizationCodeGrant, fetchUserInfo } = await import("openid-client");
      const configuration = await configurationOf(settings, secret);
      const tokens = await authorizationCodeGrant(configuration, new URL(`${callback}?${query}`), {
        expectedState: stateOf(attempt),
        expectedNonce: drawn(attempt, "nonce"),
        pkceCodeVerifier: drawn(attempt, "verifier"),
        idTokenExpected: true,
      });
      const inToken: Record<string, unknown> = { ...tokens.claims() };
      const subject = String(inToken["sub"]);
      const complete = typeof inToken["email"] === "string" && inToken[settings.groupsClaim] !== undefined;
      const more: Record<string, unknown> = complete || configuration.serverMetadata().userinfo_endpoint === undefined ? {} : { ...(await fetchUserInfo(configuration, tokens.access_token, subject)) };
      const claims = { ...more, ...inToken };
      const { email, email_verified: verified, name } = claims;
      return {
        subject,
        email: typeof email === "string" && email.includes("@") ? email : null,
        emailOk: settings.trustsAddresses || verified === true || verified === "true",
        name: typeof name === "string" ? name : null,
        groups: namesIn(claims[settings.groupsClaim]),
      };
    },

    /** Can it be reached, and is it the one it says? */
    async test(settings: OidcSettings, secret: string): Promise<Pick<ProviderTest, "failed" | "detail">> {
      if (!URL.canParse(settings.issuer) || !/^https?:$/.test(new URL(settings.issuer).protocol)) return { failed: "address", detail: settings.issuer };
      try {
        await discover(settings, secret);
        return { failed: null, detail: null };
      } catch (error) {
        const reasons = [error, ...causesOf(error)].filter((one) => one instanceof Error);
        const code = reasons.map((one) => ("code" in one ? String(one.code) : "")).join(" ");
        const detail = [...new Set(reasons.map((one) => one.message))].join(": ").slice(0, 300);
        if (/outgoing\./.test(detail)) return { failed: "address", detail };
        return { failed: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code) ? "certificate" : "connection", detail };
      }
    },
  };
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error.cause, ...causesOf(error.cause)] : [];
}

/** Groups are a list, or one name; some providers write each as an object with a name. */
function namesIn(claim: unknown): string[] {
  const list: unknown[] = Array.isArray(claim) ? claim : claim === undefined || claim === null ? [] : [claim];
  return list.flatMap((one) => (typeof one === "string" ? [one] : typeof one === "object" && one !== null && "name" in one && typeof one.name === "string" ? [one.name] : []));
}
