import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "../../platform/config.ts";

const read = (file: string) => readFileSync(path.join(projectDir, file), "utf8");

test("every test that docs/security.md names is there", () => {
  const named = [...read("docs/security.md").matchAll(/\| `([\w./-]+\.test\.ts)` · (.+?) \|$/gm)].map(([, file = "", name = ""]) => ({ file, name }));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ file, name }) => !read(file).includes(`"${name}"`))).toEqual([]);
});
