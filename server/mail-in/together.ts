/**
 * Does many small writes by few large ones: what is asked for while a write is under way waits and is written with the
 * rest. A lone caller waits for nobody. When a whole write fails for what is in it, each item is tried alone, so that a bad
 * one does not take the others with it.
 * @param most items of one write
 * @param isOfItem whether a failure may be one item's fault; any other fails them all at once
 */
export function writeTogether<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
  isOfItem: (error: unknown) => boolean,
): (item: Item) => Promise<Result> {
  interface Waiting {
    item: Item;
    resolve: (result: Result) => void;
    reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let writing = false;

  const settle = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const results = await write(group.map(({ item }) => item));
      if (results.length !== group.length) throw new Error("a write lost or made up a result");
      group.forEach(({ resolve }, index) => {
        const result = results[index];
        if (result !== undefined) resolve(result);
      });
    } catch (error) {
      if (group.length === 1 || !isOfItem(error)) for (const { reject } of group) reject(error);
      else for (const each of group) await settle([each]);
    }
  };
  const run = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(group);
    }
    writing = false;
  };
  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!writing) void run();
    });
}
