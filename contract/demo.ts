import { Type, type Static } from "typebox";
import { nullable, Timestamp } from "./common.ts";

/** How far the demonstration's clock is moved, ISO 8601: `P3D`, `PT2H`; forward only. A day has 24 hours. */
export const ClockMove = Type.Object({ advance: Type.String({ pattern: "^P(?=\\d|T\\d)(\\d{1,2}W)?(\\d{1,2}D)?(T(?=\\d)(\\d{1,3}H)?(\\d{1,3}M)?)?$", examples: ["P3D", "PT30M"] }) }, { additionalProperties: false });
export type ClockMove = Static<typeof ClockMove>;

/** `ahead`: ms that the installation's clock is before the real one. */
export const DemoClock = Type.Object({ now: Timestamp, ahead: Type.Integer() });
export type DemoClock = Static<typeof DemoClock>;

const Count = Type.Integer({ minimum: 0 });
/** How far the demonstration has been loaded; null: it is all there, or there is none. */
export const DemoProgress = Type.Object({ loading: nullable(Type.Object({ done: Count, of: Count })) });
export type DemoProgress = Static<typeof DemoProgress>;

/** What removing the demonstration takes, and what stays: how many. */
export const DemoRemoval = Type.Object({
  /** `answered`: requests of the demonstration in which somebody else has written since */
  goes: Type.Object({ requests: Count, answered: Count, messages: Count, people: Count, organizations: Count, articles: Count, posts: Count, files: Count }),
  /** `articles`: the demonstration's that somebody else has changed since */
  stays: Type.Object({ requests: Count, people: Count, articles: Count }),
});
export type DemoRemoval = Static<typeof DemoRemoval>;
