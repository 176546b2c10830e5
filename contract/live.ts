import { Type, type Static } from "typebox";
import { Key, nullable, TicketNumber } from "./common.ts";

/** What an open page is told: that something happened, not what. It refetches, through policy, what it shows. */
export const LiveEvent = Type.Object({
  type: Type.String(),
  desk: nullable(Key),
  ticket: nullable(TicketNumber),
});
export type LiveEvent = Static<typeof LiveEvent>;
/** Told to colleagues' open pages, and in no history: a desk's configuration changed; null: perhaps that of all. */
export interface ConfigurationEvent {
  desk: string | null;
}
/** The id of a server-sent event: where to go on, as `Last-Event-ID` or `?after=`. */
export const LiveCursor = Type.String({ pattern: "^[0-9]+-[0-9]+$" });
