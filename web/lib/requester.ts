import type { Requester } from "../../contract/tickets.ts";

/** By what somebody is known in one line: the name, else the address, else the phone. */
export const nameOf = (one: Requester): string => one.name || (one.email ?? one.phone?.written ?? "");
/** How they are reached: the address, else the phone. */
export const reachedAt = (one: Requester): string => one.email ?? one.phone?.written ?? "";
/** What `requester:` is asked with. */
export const askedAs = (one: Requester): string => one.email ?? one.phone?.number ?? "";
