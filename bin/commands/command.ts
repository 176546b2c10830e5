import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** One command of `ventanilla`; its module is loaded when it is called. */
export type Command = {
  /** What follows the command's name, e.g. `<file> [--force]`. */
  usage: string;
  /** Runs with the arguments after the command's name; the result is the exit code. */
  run(args: string[]): Promise<number>;
};

/** The call itself was wrong: the usage is shown and the exit code is 2. */
export function usageError(message: string): Error {
  return Object.assign(new Error(message), { name: "UsageError" });
}

export function isUsageError(error: unknown): error is Error {
  return error instanceof Error && (error.name === "UsageError" || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")));
}

/** Splits arguments into options and exactly the named positionals. Raises a usage error. */
export function readArguments<T extends ParseArgsOptionsConfig>(args: string[], options: T, positionals: readonly string[] = []) {
  const parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  const missing = positionals[parsed.positionals.length];
  if (missing !== undefined) throw usageError(`<${missing}> is missing`);
  const surplus = parsed.positionals[positionals.length];
  if (surplus !== undefined) throw usageError(`'${surplus}' is one argument too many`);
  return parsed;
}
