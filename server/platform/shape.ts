import { Ajv, type ValidateFunction } from "ajv";
import type { Static, TSchema } from "typebox";

const ajv = new Ajv({ strict: false });

/** A check of what comes from outside the types: a column of JSON, another server's answer. Compiled when it is first asked. */
export function checkOf<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  let compiled: ValidateFunction<Static<S>> | undefined;
  return (value): value is Static<S> => (compiled ??= ajv.compile<Static<S>>(schema))(value);
}
