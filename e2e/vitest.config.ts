import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { retries } from "./launch.ts";

// Each file starts an installation of its own on free ports, and a browser: one at a time on two cores.
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["e2e/**/*.test.ts"],
    retry: retries,
    testTimeout: 150_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 40_000, interval: 100 } },
    fileParallelism: false,
    maxConcurrency: 3,
    pool: "forks",
  },
});
