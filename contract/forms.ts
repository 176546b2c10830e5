import { Type, type Static } from "typebox";
import { Key, Labels, nullable, oneOf } from "./common.ts";

/** Who fills a form in: customers for themselves, or staff for somebody else. A desk has at most one of each. */
export const formAudiences = ["customers", "staff"] as const;
export type FormAudience = (typeof formAudiences)[number];

const strict = { additionalProperties: false } as const;

/** A field that a form asks for; what it is and which values are right says the field itself. */
export const FormField = Type.Object({
  field: Key,
  /** without it the form is not sent; a field that is required of every new request is required here, too */
  required: Type.Optional(Type.Boolean()),
  /** what to know before filling it in */
  hint: Type.Optional(Labels),
  /** open requests in which it has the same value are shown before the form is sent */
  similar: Type.Optional(Type.Boolean()),
}, strict);
export type FormField = Static<typeof FormField>;

/** What to know before filling a part in, for everybody or for some roles of the staff only (L15). */
export const FormGuidance = Type.Object({ texts: Labels, roles: Type.Optional(Type.Array(Key, { uniqueItems: true, minItems: 1, maxItems: 100 })) }, strict);
export type FormGuidance = Static<typeof FormGuidance>;

/** What is asked together: of every request, or, once the type is chosen, of those of some types and what is below them (L5). */
export const FormPart = Type.Object({
  labels: Type.Optional(Labels),
  types: Type.Optional(Type.Array(Key, { uniqueItems: true, maxItems: 1000 })),
  guidance: Type.Optional(Type.Array(FormGuidance, { maxItems: 20 })),
  fields: Type.Array(FormField, { maxItems: 100 }),
}, strict);
export type FormPart = Static<typeof FormPart>;

export const FormDefinition = Type.Object({
  key: Key,
  labels: Labels,
  for: oneOf(formAudiences),
  /** a request needs a type, down to the last level there is (L4) */
  typed: Type.Optional(Type.Boolean()),
  /** asks in which language to write to who asks */
  asksLanguage: Type.Optional(Type.Boolean()),
  parts: Type.Array(FormPart, { maxItems: 100 }),
}, strict);
export type FormDefinition = Static<typeof FormDefinition>;

/** A form as its reader fills it in: with the guidance that is meant for them, and without what is asked of types they may not use. */
export const DeskForm = Type.Object({
  key: Key,
  labels: Labels,
  for: oneOf(formAudiences),
  typed: Type.Boolean(),
  asksLanguage: Type.Boolean(),
  parts: Type.Array(
    Type.Object({
      labels: Labels,
      types: nullable(Type.Array(Key)),
      guidance: Type.Array(Labels),
      fields: Type.Array(Type.Object({ field: Key, required: Type.Boolean(), similar: Type.Boolean(), hint: Labels })),
    }),
  ),
});
export type DeskForm = Static<typeof DeskForm>;
export type DeskFormPart = DeskForm["parts"][number];

/** What a form asks first, before a type is chosen. */
export const firstParts = <P extends { types?: unknown }>({ parts }: { parts: readonly P[] }): P[] => parts.filter(({ types }) => types == null);

/** What a form asks of a type. @param line the type and all above it; empty: none was chosen */
export const partsOfType = <P extends { types?: readonly string[] | null }>({ parts }: { parts: readonly P[] }, line: readonly string[]): P[] =>
  parts.filter(({ types }) => types != null && types.some((key) => line.includes(key)));

/** Does what is asked depend on the type? Then it comes in a second step, "Cargar formulario". */
export const asksByType = ({ parts }: { parts: readonly { types?: unknown }[] }): boolean => parts.some(({ types }) => types != null);

interface Asked {
  field: string;
  required?: boolean;
  similar?: boolean;
}
/** The fields of some parts, each once: required where one of them says so. */
export function fieldsAsked<F extends Asked>(parts: readonly { fields: readonly F[] }[]): F[] {
  const all = parts.flatMap(({ fields }) => fields);
  return [...Map.groupBy(all, ({ field }) => field).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, required: [first, ...others].some((one) => one.required === true), similar: [first, ...others].some((one) => one.similar === true) }],
  );
}

/** The type and all above it, its own first; a circle ends it. */
export function lineOf(types: readonly { key: string; parent?: string | null }[], key: string): string[] {
  const line: string[] = [];
  for (let one = types.find((type) => type.key === key); one !== undefined && !line.includes(one.key); ) {
    line.push(one.key);
    const { parent } = one;
    one = types.find((type) => type.key === parent);
  }
  return line;
}
