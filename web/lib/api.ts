import type { Problem } from "../../contract/common.ts";
import { currentLanguage } from "./i18n.ts";

/** What went wrong, as the server told it (RFC 9457), or `network` when no answer came. `detail` is already in words. */
export type ApiProblem = Problem & { ticket?: unknown };
type ApiError = Error & { problem: ApiProblem };

function apiError(problem: ApiProblem): ApiError {
  return Object.assign(new Error(problem.detail ?? problem.title), { problem });
}
/** The problem inside a caught error; undefined for a fault of the page itself. */
export function problemOf(error: unknown): ApiProblem | undefined {
  return error instanceof Error && "problem" in error ? (error as ApiError).problem : undefined;
}
export const isNetworkProblem = (error: unknown): boolean => problemOf(error)?.key === "network";

export interface CallOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: unknown;
  /** the version the change is based on: a stale one is refused with 412 */
  ifMatch?: number;
  /** the same key for every try of the same write; made here when none is given */
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
  /** further ones by name */
  headers?: Readonly<Record<string, string>>;
}

const base = "/api/v1";
const signedOutListeners = new Set<() => void>();
/** Called when the session has ended while the page was open. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}
function heed(status: number): void {
  if (status === 401) for (const listener of signedOutListeners) listener();
}

/** One call to the API. Rejects with an error that carries the problem: read it with `problemOf`. */
export async function call<T>(path: string, { method = "GET", body, ifMatch, idempotencyKey, signal, headers: more = {} }: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": currentLanguage(), ...more };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (ifMatch !== undefined) headers["if-match"] = `"${ifMatch}"`;
  if (method !== "GET") headers["idempotency-key"] = idempotencyKey ?? newKey();
  let answer: Response;
  try {
    answer = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), credentials: "same-origin", ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw networkProblem();
  }
  if (!answer.ok) {
    const problem = await problemFrom(answer);
    heed(answer.status);
    throw apiError(problem);
  }
  // what is done later may have something to tell, or nothing
  const text = await answer.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function problemFrom(answer: Response): Promise<ApiProblem> {
  try {
    const body: unknown = await answer.json();
    if (typeof body === "object" && body !== null && "key" in body) {
      const told = body as ApiProblem;
      // the title is the sentence itself, in the reader's language
      return { ...told, detail: told.detail ?? told.title };
    }
  } catch {
    // a proxy's HTML page, or nothing: the status is all there is to tell
  }
  return { type: "about:blank", title: answer.statusText || String(answer.status), status: answer.status, key: answer.status >= 502 ? "network" : "unknown" };
}
export const networkProblem = (): ApiError => apiError({ type: "about:blank", title: "network", status: 0, key: "network" });

/** A key that makes a retried write happen once. */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/**
 * The key of a try to send. The same again is sent once; what was changed since the last try is another message, also where
 * that one arrived and only its answer was lost.
 */
export function keyOf(sendKey: string, content: unknown): string {
  // FNV-1a, twice with 32 bits: only the tries of one draft must differ
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const letter of JSON.stringify(content)) {
    const code = letter.codePointAt(0) ?? 0;
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  return `${sendKey}.${(one >>> 0).toString(36)}${(other >>> 0).toString(36)}`;
}

/** `?a=b` of what is set. */
export function query(params: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text && `?${text}`;
}

export interface Upload<T> {
  done: Promise<T>;
  abort: () => void;
}
/** Sends a file as it is, telling how much has gone (0 to 1). fetch cannot tell progress; XMLHttpRequest can. */
export const upload = <T>(path: string, file: Blob, onProgress: (part: number) => void): Upload<T> =>
  sendBytes("POST", path, file, { "content-type": file.type || "application/octet-stream", "idempotency-key": newKey() }, onProgress);

/** Sends a part of a file (tus 1.0). The last one answers what it has become. */
export const sendPart = <T>(path: string, part: Blob, offset: number, onProgress: (part: number) => void): Upload<T> =>
  sendBytes("PATCH", path, part, { "content-type": "application/offset+octet-stream", "upload-offset": String(offset), "tus-resumable": "1.0.0" }, onProgress);

function sendBytes<T>(method: string, path: string, bytes: Blob, headers: Readonly<Record<string, string>>, onProgress: (part: number) => void): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open(method, base + path);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("accept-language", currentLanguage());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const body = parse(request.responseText);
      heed(request.status);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else if (typeof body === "object" && body !== null && "key" in body) reject(apiError(body as ApiProblem));
      else reject(apiError({ type: "about:blank", title: request.statusText, status: request.status, key: "unknown" }));
    });
    request.addEventListener("error", () => reject(networkProblem()));
    request.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    request.send(bytes);
  });
  return { done, abort: () => request.abort() };
}
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
