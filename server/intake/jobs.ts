import type { JobHandlers } from "../platform/jobs.ts";
import { handleItem, type HandleDeps } from "./actions.ts";

/** What a request stored and could not finish is finished by its job. */
export const intakeJobs = (deps: HandleDeps) =>
  ({
    "intake.handle": async ({ item }) => void (await handleItem(deps, item)),
  }) satisfies Partial<JobHandlers>;
