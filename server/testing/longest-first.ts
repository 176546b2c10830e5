import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";

/** What takes long begins first, in this order, so that no worker is left alone with it at the end. */
export const longestFirst = (...files: string[]): TestSequencerConstructor =>
  class extends BaseSequencer {
    override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
      const place = ({ moduleId }: TestSpecification) => {
        const found = files.findIndex((file) => moduleId.endsWith(file));
        return found === -1 ? files.length : found;
      };
      return (await super.sort(specifications)).toSorted((a, b) => place(a) - place(b));
    }
  };
