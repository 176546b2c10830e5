import { Type, type Static } from "typebox";
import { Email, Key, Language, oneOf } from "./common.ts";

/** What an installation without an administrator can begin with. The token is printed where it was started. */
export const SetupView = Type.Object({
  /** presets that a first desk can be made from */
  presets: Type.Array(Type.Object({ key: Key, name: Type.String() })),
});
export type SetupView = Static<typeof SetupView>;

export const Setup = Type.Object({
  token: Type.String({ maxLength: 100 }),
  /** what our own company is called; its branches are the locations that requests can belong to */
  company: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" })),
  administrator: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), email: Email, password: Type.String({ minLength: 1, maxLength: 256 }) }, { additionalProperties: false }),
  desk: Type.Union([
    Type.Object({ kind: oneOf(["preset"]), preset: Key }, { additionalProperties: false }),
    Type.Object(
      {
        kind: oneOf(["empty"]),
        name: Type.String({ minLength: 1, maxLength: 100 }),
        address: Email,
        language: Language,
        timeZone: Type.String({ minLength: 1, maxLength: 64 }),
      },
      { additionalProperties: false },
    ),
  ]),
}, { additionalProperties: false });
export type Setup = Static<typeof Setup>;
/** The path of a link that signs the new administrator in. */
export const SetupDone = Type.Object({ link: Type.String() });
