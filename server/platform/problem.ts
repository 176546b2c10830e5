const mark = Symbol("problem");

/** A person's mistake, or a limit of ours that they meet: a key (`problem.<key>` in the catalogues), never a stack. */
export interface ProblemError extends Error {
  [mark]: true;
  key: string;
  status: number;
  params: Record<string, string | number>;
  /** JSON pointer to what was wrong in the request, where there is one */
  path?: string;
  /** every mistake of the request, where there may be several; the first is the problem itself */
  errors?: readonly ProblemDetail[];
  /** seconds after which trying again makes sense (429, 503) */
  retryAfter?: number;
}

/** One of several mistakes of a request. */
export interface ProblemDetail {
  path: string;
  key: string;
  params: Record<string, string | number>;
}

/**
 * Makes the error to throw when a request cannot be done for a reason the person can act on.
 * @param key below `problem.` in the catalogues
 * @param status HTTP status
 */
export function problem(
  key: string,
  status: number,
  details: { params?: Record<string, string | number>; path?: string; errors?: readonly ProblemDetail[]; retryAfter?: number } = {},
): ProblemError {
  return Object.assign(new Error(key), { [mark]: true as const, key, status, params: details.params ?? {}, ...details });
}

export function isProblem(error: unknown): error is ProblemError {
  return error instanceof Error && mark in error;
}

/** Foreign and missing look the same. */
export const notFound = (what: "ticket" | "side" | "file" | "letter" | "mail" | "desk" | "person" | "event" | "link" | "page" | "session" | "organization" | "branch" | "follow-up" | "approval" | "bulk" | "view" | "outgoing" | "device" | "calendar" | "report" | "article" | "entry") => problem(`${what}.not-found`, 404);
