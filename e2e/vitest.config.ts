import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { longestFirst } from "../server/testing/longest-first.ts";
import { retries } from "./launch.ts";

// Each file starts an installation of its own on free ports, and a browser. Two at a time on two cores: one alone waits
// for one page after the other, and leaves half the machine idle.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    globalSetup: ["e2e/templates.ts"],
    include: ["e2e/**/*.test.ts"],
    sequence: { sequencer: longestFirst("every-page.test.ts", "keyboard.test.ts", "call-center.test.ts", "reputation-actions.test.ts") },
    retry: retries,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 40_000, interval: 100 } },
    maxWorkers: 2,
    maxConcurrency: 2,
    pool: "forks",
  },
});
