import autocannon from "autocannon";

/** One request as `autocannon` sends it. */
export interface Ask {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** What a round of load came to. */
export interface Round {
  /** answers a second */
  rate: number;
  /** ms of each answer */
  times: number[];
}

export const connections = 8;

/** Asks as fast as it is answered on eight connections, one request of `next` after the other. @throws when an answer is not the expected */
export async function load(url: string, next: () => Ask, seconds: number, expected = 200): Promise<Round> {
  const times: number[] = [];
  let wrong: number | null = null;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const requests = [{ setupRequest: (request: autocannon.Request) => ({ ...request, ...next() }) }];
    const run = autocannon({ url, connections, duration: seconds, requests }, (error, done) => (error ? reject(error) : resolve(done)));
    run.on("response", (_client, status, _bytes, ms) => {
      times.push(ms);
      if (status !== expected) wrong = status;
    });
  });
  if (wrong !== null || result.errors > 0) throw new Error(`${next().path}: answered ${wrong ?? "nothing"} instead of ${expected}`);
  return { rate: times.length / result.duration, times };
}

export interface Compared {
  ours: number;
  limit: number;
  times: number[];
}

/** Ours and the limit by turns, so that a busy moment of the machine hits both; the medians of the rounds. */
export async function compare(rounds: number, ours: () => Promise<Round>, limit: () => Promise<Round>): Promise<Compared> {
  const [us, them]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    us.push(await ours());
    them.push(await limit());
  }
  return { ours: median(us.map((round) => round.rate)), limit: median(them.map((round) => round.rate)), times: us.flatMap((round) => round.times) };
}

export const median = (numbers: readonly number[]): number => percentile(numbers, 50);

export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
