import { createRequire } from "node:module";

/**
 * Loads a library when it is first asked for: what a start does not need would cost every start its time, each command of
 * the command line too, and an idle process its memory.
 * @param name of the package, as it is imported
 */
export const onFirstUse = <Library>(name: string): (() => Library) => {
  let loaded: Library | undefined;
  return () => (loaded ??= fromHere(name));
};

const fromHere = createRequire(import.meta.url);
