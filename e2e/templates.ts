import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** the folder of what is made once for all files of a run */
    templates: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-e2e-templates-"));
  // as root, the database runs as another account, which must get through
  await chmod(folder, 0o755);
  project.provide("templates", folder);
  return () => rm(folder, { recursive: true, force: true });
}
