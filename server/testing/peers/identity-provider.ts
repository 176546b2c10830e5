import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** Whoever is signed in at the provider at the moment. */
export interface IdentityAccount {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}
export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** who signs in next; null: they decline */
  account: IdentityAccount | null;
  /** spoils the next ID token */
  spoil: "signature" | "audience" | "nonce" | "expired" | null;
  /** claims that only the user-info endpoint tells */
  aside: readonly (keyof IdentityAccount)[];
  /** as the browser would: follows the address to sign in, and returns the one it is sent back to */
  visit(url: string): Promise<string>;
  close(): Promise<void>;
}

const encode = (value: unknown): string => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

/** A small OpenID Connect provider over HTTP: discovery, codes with PKCE that work once, signed ID tokens, user info. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const key = newKey();
  const codes = new Map<string, { account: IdentityAccount; challenge: string; nonce: string; redirectUri: string }>();
  const tokens = new Map<string, IdentityAccount>();

  const idToken = (account: IdentityAccount, nonce: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const { spoil } = provider;
    const told = Object.fromEntries(Object.entries(account).filter(([name]) => !provider.aside.some((one) => one === name)));
    const claims = { ...told, iss: provider.issuer, aud: spoil === "audience" ? "somebody-else" : provider.clientId, iat: now, exp: spoil === "expired" ? now - 3600 : now + 300, nonce: spoil === "nonce" ? "another" : nonce };
    const signed = `${encode({ alg: "RS256", typ: "JWT", kid: "1" })}.${encode(claims)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), spoil === "signature" ? newKey() : key).toString("base64url")}`;
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (status: number, body: unknown) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const answer = async (): Promise<unknown> => {
      switch (url.pathname) {
        case "/.well-known/openid-configuration":
          return json(200, {
            issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/authorize`, token_endpoint: `${provider.issuer}/token`, jwks_uri: `${provider.issuer}/keys`, userinfo_endpoint: `${provider.issuer}/me`,
            response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"], code_challenge_methods_supported: ["S256"],
          });
        case "/keys":
          return json(200, { keys: [{ ...createPublicKey(key).export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
        case "/authorize": {
          const asked = url.searchParams;
          const back = new URL(asked.get("redirect_uri") ?? "");
          back.searchParams.set("state", asked.get("state") ?? "");
          if (provider.account === null) back.searchParams.set("error", "access_denied");
          else {
            const code = randomBytes(16).toString("base64url");
            codes.set(code, { account: provider.account, challenge: asked.get("code_challenge") ?? "", nonce: asked.get("nonce") ?? "", redirectUri: `${back.origin}${back.pathname}` });
            back.searchParams.set("code", code);
          }
          return response.writeHead(302, { location: back.href }).end();
        }
        case "/token": {
          const form = new URLSearchParams(await bodyOf(request));
          const code = codes.get(form.get("code") ?? "");
          codes.delete(form.get("code") ?? "");
          const known = form.get("client_id") === provider.clientId && form.get("client_secret") === provider.clientSecret;
          const verified = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === code?.challenge;
          if (code === undefined || !known || !verified || form.get("redirect_uri") !== code.redirectUri) return json(400, { error: "invalid_grant" });
          const token = randomBytes(16).toString("base64url");
          tokens.set(token, code.account);
          return json(200, { access_token: token, token_type: "Bearer", expires_in: 300, id_token: idToken(code.account, code.nonce) });
        }
        case "/me": {
          const account = tokens.get(request.headers.authorization?.replace("Bearer ", "") ?? "");
          return account === undefined ? json(401, {}) : json(200, account);
        }
        default:
          return json(404, {});
      }
    };
    answer().catch((error: unknown) => json(500, { error: String(error) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const provider: IdentityProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: "ventanilla",
    clientSecret: "cliente-secreto",
    account: null,
    spoil: null,
    aside: [],
    visit: async (url) => (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "",
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return provider;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
