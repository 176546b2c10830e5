import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** What became of a test: `broken` where it could not even begin, so that its failure says nothing. */
export interface Ran {
  is: "failed" | "passed" | "broken";
  why: string;
}
interface Report {
  testResults: { message: string; assertionResults: { title: string; status: string; failureMessages?: string[] }[] }[];
}

/** Runs one test of a copy of the project. @param group the tests around it, by the beginning of their names */
export async function runTest(root: string, { file, name }: { file: string; name: string }, group?: string): Promise<Ran> {
  const journey = file.startsWith("e2e/");
  const output = path.join(root, "..", "report.json");
  rmSync(output, { force: true });
  const only = journey ? [] : ["-t", group === undefined ? `${pattern(name)}$` : pattern(group)];
  const args = ["run", "--reporter=json", `--outputFile=${output}`, "--retry=0", ...(journey ? ["--config", "e2e/vitest.config.ts"] : []), ...only, file];
  const said = await outputOf(spawn(path.join(root, "node_modules/.bin/vitest"), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] }));
  let report: Report;
  try {
    report = JSON.parse(readFileSync(output, "utf8"));
  } catch {
    return { is: "broken", why: said.slice(-300) };
  }
  const title = new RegExp(`^${pattern(name)}$`, "s");
  const ours = report.testResults.flatMap((one) => one.assertionResults).filter((one) => title.test(one.title) && ["passed", "failed"].includes(one.status));
  const failed = ours.find(({ status }) => status === "failed");
  if (failed !== undefined) return { is: "failed", why: (failed.failureMessages?.[0] ?? "").split("\n")[0]?.slice(0, 140) ?? "" };
  if (ours.length > 0) return { is: "passed", why: "" };
  return { is: "broken", why: report.testResults.map(({ message }) => message).join(" ").slice(0, 300) || "it did not run" };
}

/** A test's name as the regular expression that finds it: what its table fills in may be anything. */
const pattern = (name: string) => name.split(/%[sijdo]|\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");

function outputOf(child: ReturnType<typeof spawn>): Promise<string> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (said += String(part)));
  return new Promise((resolve, reject) => child.once("error", reject).once("close", () => resolve(said)));
}
