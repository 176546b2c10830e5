import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const dir = mkdtempSync(join(tmpdir(), "ventanilla-cli-"));
afterAll(() => rmSync(dir, { recursive: true }));
const launcher = join(import.meta.dirname, "ventanilla");

function call(args: string[], { env = {}, program = launcher }: { env?: Record<string, string>; program?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: dir,
    env: { PATH: process.env["PATH"], DATA_DIR: join(dir, "data"), ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("it runs from any folder, through links to links, on the Node that npm installed", () => {
  symlinkSync(launcher, join(dir, "first"));
  symlinkSync("first", join(dir, "second"));
  for (const program of [launcher, join(dir, "first"), "./second"]) {
    const { status, stdout } = call(["help"], { program, env: { PATH: "/usr/bin:/bin" } });
    expect(status).toBe(0);
    expect(stdout).toContain("usage: ventanilla <command>");
  }
});

test.each([
  [[], "usage: ventanilla <command>"],
  [["fly"], "there is no command 'fly'"],
  [["restore"], "<file> is missing\nusage: ventanilla restore <file>"],
  [["backup", "a", "b"], "'b' is one argument too many"],
  [["doctor", "--loud"], "Unknown option '--loud'"],
  [["token"], "what shall be done is missing"],
  [["token", "create"], "--email is missing"],
  [["token", "create", "--email", "a@b", "--days", "soon"], "--days is 'soon'; expected a whole number above 0"],
])("%j is answered with the usage and 2", (args, message) => {
  const { status, stdout, stderr } = call(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test.each(["serve", "work", "migrate", "backup"])("%s says in one line which variable is wrong", (command) => {
  expect(call([command], { env: { PORT: "abc" } })).toEqual({
    status: 1,
    stdout: "",
    stderr: "ventanilla: PORT is 'abc'; expected a port number 0–65535\n",
  });
});

test("a backup of what does not exist, and a restore from it, make nothing", () => {
  expect(call(["backup"]).stderr).toMatch(/^ventanilla: There is no installation in .*; set DATA_DIR to its folder\n$/);
  expect(call(["restore", "nothing.tar.gz"]).stderr).toMatch(/^ventanilla: .*nothing\.tar\.gz does not exist\n$/);
});
