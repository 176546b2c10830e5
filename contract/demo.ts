import { Type, type Static } from "typebox";
import { Timestamp } from "./common.ts";

/** How far the demonstration's clock is moved, ISO 8601: `P3D`, `PT2H`; forward only. A day has 24 hours. */
export const ClockMove = Type.Object({ advance: Type.String({ pattern: "^P(?=\\d|T\\d)(\\d{1,2}W)?(\\d{1,2}D)?(T(?=\\d)(\\d{1,3}H)?(\\d{1,3}M)?)?$", examples: ["P3D", "PT30M"] }) }, { additionalProperties: false });
export type ClockMove = Static<typeof ClockMove>;

/** `ahead`: ms that the installation's clock is before the real one. */
export const DemoClock = Type.Object({ now: Timestamp, ahead: Type.Integer() });
export type DemoClock = Static<typeof DemoClock>;
