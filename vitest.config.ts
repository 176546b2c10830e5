import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes long begins first, so that no worker is left alone with it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = ({ moduleId }: TestSpecification) => moduleId.endsWith("faults.test.ts");
    return (await super.sort(files)).toSorted((a, b) => Number(long(b)) - Number(long(a)));
  }
}

// Two cores: two files at a time. Each file that needs one has a database of its own; what is imported is shared (it took
// half the time). Browser journeys: e2e/vitest.config.ts.
export default defineConfig({
  test: {
    include: ["{contract,server,bin,presets,web}/**/*.test.ts"],
    globalSetup: ["server/testing/global-setup.ts"],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: "forks",
    isolate: false,
  },
});
