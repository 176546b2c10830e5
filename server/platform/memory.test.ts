import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

test("a process that rests after work gives back what it needed for it, though its timers go on", () => {
  const script = `
    import { returnMemory } from ${JSON.stringify(path.join(import.meta.dirname, "memory.ts"))};
    const held = () => Math.round(process.memoryUsage().rss / 1e6);
    returnMemory(200);
    const polling = setInterval(() => {}, 20);
    let rows = Array.from({ length: 600_000 }, (_, id) => ({ id, subject: "x" + id }));
    const worked = held();
    rows = null;
    setTimeout(() => (console.log(JSON.stringify({ worked, rested: held() })), clearInterval(polling)), 2500);
  `;
  const printed = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], { encoding: "utf8" });
  const { worked, rested }: { worked: number; rested: number } = JSON.parse(printed);
  expect(worked - rested).toBeGreaterThan(40);
});
