import { fieldMistakes, fieldsOf, refuseMistakes } from "../desks/index.ts";
import type { Work } from "../platform/work.ts";

/** @throws 422 with every value that is wrong, at its path */
export async function checkOwnFields(work: Work, owner: "person" | "organization", values: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  if (values !== undefined) refuseMistakes(fieldMistakes(fieldsOf((await work.desks.get()).all, owner), values, "change", owner));
}
