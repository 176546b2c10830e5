import type { HttpLimit } from "./limit-http.ts";
import { signIn, type Access, type Product } from "./installation.ts";
import { startLimit } from "./limit-process.ts";
import { compare, load, percentile, type Ask, type Compared } from "./load.ts";
import { bookingCode, personAddress, peopleOf } from "./seed-rows.ts";
import { commonWord, randomFrom, rareWords } from "./words.ts";
import { ask } from "./writing.ts";

/** How long a round lasts (s), and how many of each there are. */
export interface Effort {
  seconds: number;
  rounds: number;
}

export interface Reading {
  product: Product;
  access: Access;
  tickets: number;
  effort: Effort;
}

/** The agent's default view. */
const listPath = (access: Access) => `/api/v1/tickets?q=${encodeURIComponent(`desk:${access.desk.key} state:open`)}&limit=50`;
const firstTicket = 1001;
/** So many tickets are opened by turns, from everywhere in the installation. */
const opened = 1000;

/** The agent's requests, by token and by session cookie in turns. */
async function asAgent({ product, access }: Reading): Promise<(path: string) => Ask> {
  const ways: Record<string, string>[] = [{ authorization: `Bearer ${access.token}` }, { cookie: await signIn(product.url, access.email) }];
  let turn = 0;
  return (path) => ({ method: "GET", path, headers: ways[turn++ % ways.length] ?? {} });
}

async function textOf(url: string, ask: Ask): Promise<string> {
  const response = await fetch(`${url}${ask.path}`, { headers: ask.headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${ask.path}: ${response.status} ${text}`);
  return text;
}

const bare = (path: string): Ask => ({ method: "GET", path, headers: {} });

export async function measureReads(reading: Reading, which: "list" | "open"): Promise<Compared> {
  const { product, access, tickets, effort } = reading;
  const get = await asAgent(reading);
  const random = randomFrom(7);
  const numbers = Array.from({ length: opened }, () => firstTicket + Math.floor(random() * tickets));
  const open: [number, string][] = [];
  if (which === "open") for (const number of numbers) open.push([number, await textOf(product.url, get(`/api/v1/tickets/${number}/page`))]);
  const limit = startLimit<HttpLimit, number>("limit-http.ts");
  try {
    const port = await limit.ask({ connection: product.connection, desk: access.desk.id, list: await textOf(product.url, get(listPath(access))), open });
    let [asked, askedLimit] = [0, 0];
    const ours = () => get(which === "list" ? listPath(access) : `/api/v1/tickets/${numbers[asked++ % opened]}/page`);
    const theirs = () => bare(which === "list" ? "/list" : `/open/${numbers[askedLimit++ % opened]}`);
    const round = (seconds: number, url: string, next: () => Ask) => load(url, next, seconds);
    const limitUrl = `http://127.0.0.1:${port}`;
    await round(effort.seconds, product.url, ours);
    await round(effort.seconds, limitUrl, theirs);
    return await compare(effort.rounds, () => round(effort.seconds, product.url, ours), () => round(effort.seconds, limitUrl, theirs));
  } finally {
    await limit.stop();
  }
}

/** The times of one search after the other, as a person waits for them (ms). */
export async function measureSearch(reading: Reading, which: "search-word" | "search-common" | "search-id"): Promise<number[]> {
  const { product, tickets, effort } = reading;
  const get = await asAgent(reading);
  const random = randomFrom(11);
  // the fiftieth part that writes most: all of them have tickets
  const identifier = () => {
    const ticket = firstTicket + Math.floor(random() * tickets);
    const kinds = [`%23${ticket}`, bookingCode(ticket), personAddress(Math.floor(random() * peopleOf(tickets) * 0.02))];
    return kinds[Math.floor(random() * kinds.length)] ?? "";
  };
  const words = { "search-word": () => rareWords[Math.floor(random() * rareWords.length)] ?? "", "search-common": () => commonWord, "search-id": identifier }[which];
  const once = async () => {
    const ask = get(`/api/v1/tickets?q=${words()}`);
    const began = performance.now();
    const answer = await textOf(product.url, ask);
    const took = performance.now() - began;
    if (answer.startsWith('{"items":[]')) throw new Error(`${ask.path} finds nothing`);
    return took;
  };
  // as long as lists and pages are asked before they are measured
  const warm = performance.now() + effort.seconds * 1000;
  while (performance.now() < warm) await once();
  const times: number[] = [];
  const until = performance.now() + effort.seconds * effort.rounds * 1000;
  while (performance.now() < until && times.length < 2000) times.push(await once());
  return times;
}

/** What a year's reports ask for, one after the other. */
const reports = ["overview", "breakdown?by=type", "breakdown?by=assignee", "breakdown?by=organization", "breakdown?by=tag", "follow-ups"];

/** The times of one report after the other, as a person waits for them (ms): of the slowest, so that none hides behind the others. */
export async function measureReports({ product, access, effort }: Reading): Promise<number[]> {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const times = new Map<string, number[]>(reports.map((report) => [report, []]));
  await untilComplete(product, access, day(0));
  const once = async (report: string) => {
    const path = `/api/v1/reports/${report}${report.includes("?") ? "&" : "?"}desk=${access.desk.key}&from=${day(364)}&to=${day(0)}`;
    const began = performance.now();
    await textOf(product.url, { method: "GET", path, headers: { authorization: `Bearer ${access.leadToken}` } });
    return performance.now() - began;
  };
  for (const report of reports) await once(report);
  const until = performance.now() + effort.seconds * effort.rounds * 1000;
  while (performance.now() < until || [...times.values()].some((list) => list.length === 0)) for (const report of reports) times.get(report)?.push(await once(report));
  return [...times.values()].toSorted((a, b) => percentile(b, 50) - percentile(a, 50))[0] ?? [];
}

/** All tickets are counted, and the planner knows of it: what autovacuum does within a minute wherever it runs. */
async function untilComplete(product: Product, access: Access, day: string): Promise<void> {
  for (;;) {
    const text = await textOf(product.url, { method: "GET", path: `/api/v1/reports/overview?desk=${access.desk.key}&from=${day}&to=${day}`, headers: { authorization: `Bearer ${access.leadToken}` } });
    if (JSON.parse(text).period.complete === true) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await ask(product, "vacuum (analyze) ticket_facts, clocks, follow_ups");
}

export const spread = (times: readonly number[]) => ({ p50: percentile(times, 50), p95: percentile(times, 95) });
