import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { createVitest } from "vitest/node";

/** What became of a test: `broken` where it could not even begin, so that its failure says nothing. */
export interface Ran {
  is: "failed" | "passed" | "broken";
  why: string;
}
/** Runs one test. @param group the tests around it, by the beginning of their names; @param changed the files that are different from the last time */
export type Run = (test: { file: string; name: string }, group: string | undefined, changed: readonly string[]) => Promise<Ran>;

const shortly = (words = "") => words.split("\n")[0]?.slice(0, 140) ?? "";
/** Whoever ran out of time may have been slow for any reason. */
const judged = (why: string): Ran => ({ is: /timed out in \d+ms/.test(why) ? "broken" : "failed", why });
/** A test's name as the regular expression that finds it: what its table fills in may be anything. */
const pattern = (name: string) => name.split(/%[sijdo]|\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");

/** All of them by one runner, whose database and modules serve many runs. */
export async function startRunner(root: string): Promise<{ run: Run; close: () => Promise<void> }> {
  const vitest = await createVitest("test", { root, watch: false, reporters: [{}], maxWorkers: 1 });
  return {
    async run({ file, name }, group, changed) {
      for (const one of changed) vitest.invalidateFile(path.join(root, one));
      vitest.setGlobalTestNamePattern(new RegExp(group === undefined ? `${pattern(name)}$` : pattern(group), "s"));
      const wanted = await vitest.globTestSpecifications([path.join(root, file)]);
      const { testModules: all, unhandledErrors } = await vitest.runTestSpecifications(wanted);
      // the runner tells of those before, too
      const testModules = all.filter(({ moduleId }) => moduleId === path.join(root, file));
      const title = new RegExp(`^${pattern(name)}$`, "s");
      const ours = testModules.flatMap((module) => [...module.children.allTests()]).filter((one) => title.test(one.name)).map((one) => one.result());
      const failed = ours.find(({ state }) => state === "failed");
      if (failed !== undefined) return judged(shortly(failed.errors?.[0]?.message));
      if (ours.some(({ state }) => state === "passed")) return { is: "passed", why: "" };
      const reasons = [...testModules.flatMap((module) => [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())].map(({ message }) => message)), ...unhandledErrors.map(String)];
      return { is: "broken", why: shortly(reasons[0]) || "it did not run" };
    },
    close: () => vitest.close(),
  };
}

/** The Node that npm installed, whatever the system has. */
export const withOurNode = (root: string): NodeJS.ProcessEnv => ({ ...process.env, PATH: `${path.join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}` });

interface Report {
  testResults: { message: string; assertionResults: { title: string; status: string; failureMessages?: string[] }[] }[];
}
/** A journey goes through a browser from its first step on; whichever step fails, it must be the one that is named. */
export async function runJourney(root: string, { file, name }: { file: string; name: string }): Promise<Ran> {
  const output = path.join(root, "..", "report.json");
  rmSync(output, { force: true });
  const args = ["run", "--reporter=json", `--outputFile=${output}`, "--config", "e2e/vitest.config.ts", file];
  const said = await outputOf(spawn(path.join(root, "node_modules/.bin/vitest"), args, { cwd: root, env: withOurNode(root), stdio: ["ignore", "pipe", "pipe"] }));
  let report: Report;
  try {
    report = JSON.parse(readFileSync(output, "utf8"));
  } catch {
    return { is: "broken", why: said.slice(-300) };
  }
  const ran = report.testResults.flatMap((one) => one.assertionResults).filter(({ status }) => status === "passed" || status === "failed");
  const ours = ran.find(({ title }) => title === name);
  if (ours?.status === "failed") return judged(shortly(ours.failureMessages?.[0]));
  if (ours?.status === "passed") return { is: "passed", why: "" };
  const other = ran.find(({ status }) => status === "failed");
  return { is: "broken", why: other === undefined ? shortly(report.testResults[0]?.message) || "it did not run" : `“${other.title}” failed before it` };
}

function outputOf(child: ReturnType<typeof spawn>): Promise<string> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (said += String(part)));
  return new Promise((resolve, reject) => child.once("error", reject).once("close", () => resolve(said)));
}
