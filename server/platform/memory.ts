import { performance } from "node:perf_hooks";

/** Above `busy` of its time the process works, below `calm` it rests. */
const busy = 0.2;
const calm = 0.05;

/**
 * Gives memory back to the system once the process rests after work. V8 keeps the pages of what it has collected as long as
 * timers go on running, as ours do: a process that had started and did nothing held 65 MB more. It costs a pause of a tenth of
 * a second, in which nobody waits. Without `--expose-gc` (`bin/ventanilla`) nothing is done.
 * @param interval ms between two looks at how busy it was
 */
export function returnMemory(interval = 10_000): { stop: () => void } {
  const collect = globalThis.gc;
  if (collect === undefined) return { stop() {} };
  let before = performance.eventLoopUtilization();
  // starting was work
  let worked = true;
  const handle = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > busy) worked = true;
    if (!worked || utilization > calm) return;
    worked = false;
    collect({ type: "major", flavor: "last-resort" });
  }, interval).unref();
  return { stop: () => clearInterval(handle) };
}
