import { Type, type Static, type TSchema } from "typebox";
import { languages } from "./languages.ts";

export { languages };
/** One of `languages`. Adding one is adding its file in `locales/`: docs/languages.md. */
export type Language = string;
/** One of some texts. */
export const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
export const Language = oneOf(languages);

/** A text in several languages; read with one fallback rule (`labelIn`). */
export const Labels = Type.Record(Type.String(), Type.String());
export type Labels = Static<typeof Labels>;

/** The text in the wanted language, else in the same language without region, else the desk's, else English, else any. */
export function labelIn(labels: Labels, wanted: string, deskLanguage = "en"): string {
  for (const language of [wanted, wanted.split("-")[0] ?? wanted, deskLanguage, "en"]) {
    const text = labels[language];
    if (text !== undefined) return text;
  }
  return Object.values(labels)[0] ?? "";
}

/** An instant, RFC 3339 in UTC. */
export const Timestamp = Type.String({ format: "date-time" });
/** RFC 5321 allows 254 characters in a path. */
export const Email = Type.String({ format: "email", maxLength: 254 });
export const Key = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,62}$", description: "lower case letters, digits and hyphens" });
export const TicketNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const FileId = Type.String({ format: "uuid" });

/** The keyword `nullable` (OpenAPI 3.0) is understood by validator and serialiser without trying alternatives; a list of allowed values must name null besides. */
export const nullable = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T> | null>({ ...schema, ...("enum" in schema && Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}), nullable: true });

/** A keyset page: `next` goes into `after`; null at the end. */
export const page = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item), next: nullable(Type.String()) });
export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 500 })),
});

/** RFC 9457, with the key of the message, its parameters and, for a bad request, where it was wrong. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  key: Type.String(),
  path: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), detail: Type.String() }))),
});
export type Problem = Static<typeof Problem>;
