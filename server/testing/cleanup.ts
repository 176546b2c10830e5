import { afterAll } from "vitest";

/**
 * Where a `beforeAll` says what is to be undone after the file's tests, the latest first. Call it beside the hooks:
 * Vitest never runs an `afterAll` that is registered within another hook.
 */
export function cleanUp(): (step: () => unknown) => void {
  const steps: (() => unknown)[] = [];
  afterAll(async () => {
    for (const step of steps.toReversed()) await step();
  });
  return (step) => void steps.push(step);
}
