import { fieldMistakes, fieldsOf } from "../desks/index.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";

/** @throws 422 with every value that is wrong, at its path */
export async function checkOwnFields(work: Work, owner: "person" | "organization", values: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  if (values === undefined) return;
  const mistakes = fieldMistakes(fieldsOf((await work.desks.get()).all, owner), values, "change", owner);
  const [first] = mistakes;
  if (first !== undefined) throw problem(first.key, 422, { params: first.params, path: first.path, errors: mistakes });
}
