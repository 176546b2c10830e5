import { Type, type Static } from "typebox";

/** What a ticket must meet before a change of status: so many recorded follow-ups (C6), or a granted approval (C11). */
export const Gate = Type.Union([
  Type.Object({ kind: Type.Literal("follow-ups"), atLeast: Type.Integer({ minimum: 1, maximum: 100 }) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal("approved") }, { additionalProperties: false }),
]);
export type Gate = Static<typeof Gate>;
