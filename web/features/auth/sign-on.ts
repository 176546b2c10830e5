import { queryOptions } from "@tanstack/react-query";
import type { Me } from "../../../contract/auth.ts";
import { passkeyTransports, type FactorAdded, type NewPasskey, type PasskeyAnswer, type PasskeyCreation, type PasskeyRequest, type SecondStep, type SignInOffer, type SignInWays, type TotpKey } from "../../../contract/sign-on.ts";
import { call } from "../../lib/api.ts";
import { keepClock } from "../../lib/clock.ts";

const id = encodeURIComponent;
/** What the page offers, and whether this browser is between the halves of signing in. */
export const offerQuery = queryOptions({ queryKey: ["sign-on"], queryFn: ({ signal }) => call<SignInOffer>("/sign-on", { signal }), staleTime: 0, retry: 1 });
export const waysQuery = queryOptions({ queryKey: ["me", "sign-in"], queryFn: ({ signal }) => call<SignInWays>("/me/sign-in", { signal }) });

export const providerUrl = (key: string, to: string | undefined): string => `/api/v1/sign-on/${id(key)}${to === undefined ? "" : `?to=${id(to)}`}`;
export const signInByDirectory = (key: string, user: string, password: string) => call<Me>(`/sign-on/${id(key)}`, { method: "POST", body: { user, password } }).then(keepClock);
export const showSecondStep = (body: SecondStep) => call<Me>("/session/second-factor", { method: "POST", body }).then(keepClock);

export const proposeTotp = () => call<TotpKey>("/me/totp", { method: "POST" });
export const confirmTotp = (code: string) => call<FactorAdded>("/me/totp", { method: "PUT", body: { code } });
export const removeTotp = () => call<void>("/me/totp", { method: "DELETE" });
export const removePasskey = (passkey: string) => call<void>(`/me/passkeys/${id(passkey)}`, { method: "DELETE" });
export const renewRecoveryCodes = () => call<{ recoveryCodes: string[] }>("/me/recovery-codes", { method: "POST" });

/** Passkeys belong to a host name: at a bare IP address, and in a browser without them, there are none. */
export const passkeysHere = (): boolean => "PublicKeyCredential" in window && !/^[\d.]+$|^\[/.test(location.hostname);

/** Makes a passkey on this device or key, with the browser's own dialogue. */
export async function addPasskey(name: string): Promise<FactorAdded> {
  const optionsJSON = await call<PasskeyCreation>("/me/passkeys/creation", { method: "POST" });
  const { startRegistration } = await import("@simplewebauthn/browser");
  const { id: made, response } = await startRegistration({ optionsJSON });
  const body: NewPasskey = { name, id: made, clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject, transports: passkeyTransports.filter((one) => response.transports?.includes(one)) };
  return call<FactorAdded>("/me/passkeys", { method: "POST", body });
}

async function answer(asked: PasskeyRequest): Promise<PasskeyAnswer> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const { id: used, response } = await startAuthentication({ optionsJSON: asked });
  return { id: used, clientDataJSON: response.clientDataJSON, authenticatorData: response.authenticatorData, signature: response.signature };
}
export const signInByPasskey = async (): Promise<Me> => call<Me>("/session/passkey", { method: "POST", body: await answer(await call<PasskeyRequest>("/session/passkey/request", { method: "POST" })) }).then(keepClock);
export const showPasskey = async (): Promise<Me> => showSecondStep({ passkey: await answer(await call<PasskeyRequest>("/session/second-factor/passkey", { method: "POST" })) });

/** The person closed the browser's dialogue: that is no mistake to be told. */
export const isCalledOff = (error: unknown): boolean => error instanceof Error && ["NotAllowedError", "AbortError"].includes(error.name);
