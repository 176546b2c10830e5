import { defineConfig } from "vitest/config";

// Two cores: two files at a time. Each file that needs one has a database of its own. Browser journeys: e2e/vitest.config.ts.
export default defineConfig({
  test: {
    include: ["{contract,server,bin,presets,web}/**/*.test.ts"],
    globalSetup: ["server/testing/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: "forks",
  },
});
