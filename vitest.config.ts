import path from "node:path";
import { defineConfig } from "vitest/config";
import { longestFirst } from "./server/testing/longest-first.ts";

// Two cores: two files at a time. Each file that needs one has a database of its own; what is imported is shared (it took
// half the time). Browser journeys: e2e/vitest.config.ts.
export default defineConfig({
  test: {
    include: ["{contract,server,bin,presets,web}/**/*.test.ts"],
    globalSetup: ["server/testing/global-setup.ts"],
    sequence: { sequencer: longestFirst("bin/faults/faults.test.ts", "presets/loading.test.ts", "postgres/index.test.ts") },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: "forks",
    isolate: false,
    // what a test starts is compiled once for all of them
    env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, "node_modules/.cache/ventanilla-tests") },
  },
});
