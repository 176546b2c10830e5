import { parseArgs } from "node:util";
import { seededCopy, startProduct } from "./installation.ts";
import { measureReads, measureReports, measureSearch, spread, type Effort } from "./reads.ts";
import { measureCreate } from "./create.ts";
import { measureMailIn } from "./mail-in.ts";
import { measureIdle, measureStarts } from "./resources.ts";

/** One line of the output. `ours` in `unit`; `limit` was measured beside it, null where there is none; times in ms. */
interface Line {
  workload: string;
  tickets: number;
  ours: number;
  limit: number | null;
  ratio: number | null;
  unit: string;
  p50: number | null;
  p95: number | null;
}

const workloads = ["start", "idle", "list", "open", "search-word", "search-common", "search-id", "reports", "create", "mail-in"] as const;
type Workload = (typeof workloads)[number];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, tickets: { type: "string", multiple: true }, seconds: { type: "string", default: "4" }, rounds: { type: "string", default: "5" } },
});
const isWorkload = (name: string): name is Workload => (workloads as readonly string[]).includes(name);
const chosen = values.only ?? [...workloads];
const unknown = chosen.find((name) => !isWorkload(name));
const sizes = (values.tickets ?? ["20000", "200000"]).map(Number);
const effort: Effort = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
if (unknown !== undefined || sizes.some((size) => !(Number.isInteger(size) && size >= 1000)) || !(effort.seconds > 0) || !(effort.rounds >= 1)) {
  console.error(`usage: npm run bench -- [--only NAME]… [--tickets N]… [--seconds S] [--rounds R]\n\nNAME is one of ${workloads.join(", ")}; N at least 1000.`);
  process.exit(2);
}

const rounded = (value: number) => Number(value.toPrecision(4));
function print({ workload, tickets, ours, limit, unit, p50, p95 }: Omit<Line, "ratio">): void {
  const line: Line = {
    workload, tickets, ours: rounded(ours), limit: limit === null ? null : rounded(limit), ratio: limit === null ? null : rounded(ours / limit), unit,
    p50: p50 === null ? null : rounded(p50), p95: p95 === null ? null : rounded(p95),
  };
  console.log(JSON.stringify(line));
}
const none = { limit: null, p50: null, p95: null };

if (chosen.includes("start")) {
  const { first, later } = await measureStarts(effort.rounds);
  print({ workload: "start-first", tickets: 0, ours: first, unit: "s", ...none });
  print({ workload: "start-later", tickets: 0, ours: later, unit: "s", ...none });
}

for (const tickets of sizes) {
  if (!workloads.some((name) => name !== "start" && chosen.includes(name))) break;
  const data = await seededCopy(tickets);
  try {
    const product = await startProduct(data.dir);
    try {
      const reading = { product, access: data.access, tickets, effort };
      if (chosen.includes("idle")) print({ workload: "idle", tickets, ours: await measureIdle(reading), unit: "MB", ...none });
      for (const name of ["list", "open"] as const) {
        if (!chosen.includes(name)) continue;
        const { ours, limit, times } = await measureReads(reading, name);
        print({ workload: name, tickets, ours, limit, unit: "pages/s", ...spread(times) });
      }
      for (const name of ["search-word", "search-common", "search-id"] as const) {
        if (!chosen.includes(name)) continue;
        const times = spread(await measureSearch(reading, name));
        print({ workload: name, tickets, ours: times.p95, limit: null, unit: "ms", ...times });
      }
      if (chosen.includes("reports")) {
        const times = spread(await measureReports(reading));
        print({ workload: "reports", tickets, ours: times.p95, limit: null, unit: "ms", ...times });
      }
      if (chosen.includes("create")) {
        const { ours, limit, times } = await measureCreate(reading);
        print({ workload: "create", tickets, ours, limit, unit: "tickets/s", ...spread(times) });
      }
      if (chosen.includes("mail-in")) {
        const { ours, limit, times } = await measureMailIn(reading);
        print({ workload: "mail-in", tickets, ours, limit, unit: "mails/s", ...spread(times) });
      }
    } finally {
      await product.stop();
    }
  } finally {
    data.remove();
  }
}
