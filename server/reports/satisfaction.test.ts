import { beforeAll, expect, test } from "vitest";
import type { ReportOverview } from "../../contract/reports.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const [marta, leo] = ["marta@hotel.example", "leo@hotel.example"];
const boss = () => t.current.as("jefa@hotel.example");

async function rated(score: number, agent: string, day: string): Promise<number> {
  t.current.clock.set(`${day}T10:00:00Z`);
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.as(agent)({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta" } });
  expect((await t.current.as("ana@guest.example")({ method: "PUT", url: `/tickets/${number}/rating`, payload: { score } })).status).toBe(204);
  return number;
}
const read = async (more = ""): Promise<ReportOverview> => (await boss()(`/reports/overview?desk=ventas&from=2026-03-01&to=2026-03-31${more}`)).json();
const found = async (q: string): Promise<number> => (await boss()(`/tickets?limit=100&q=${encodeURIComponent(`desk:ventas ${q}`)}`)).json().items.length;

beforeAll(async () => {
  await t.current.desk();
  for (const agent of [marta, leo]) await t.current.grant(agent, "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
});

test("T6 R13 how satisfied people were, by score and by who was rated; each figure opens its tickets", async () => {
  // where nobody asks, and nobody has said, there is nothing to tell
  expect((await read()).satisfaction).toBe(null);
  await t.current.desk({ ratings: true });
  expect((await read()).satisfaction).toMatchObject({ average: null, count: 0, agents: [] });
  await rated(1, leo, "2026-02-27");
  for (const [score, agent, day] of [[5, marta, "2026-03-02"], [5, marta, "2026-03-03"], [3, marta, "2026-03-31"], [2, leo, "2026-03-05"]] as const) await rated(score, agent, day);
  // whose ticket was deleted since does not count
  const gone = await rated(1, leo, "2026-03-06");
  expect((await boss()({ method: "DELETE", url: `/tickets/${gone}` })).status).toBeLessThan(300);
  // the month after
  await rated(4, leo, "2026-04-01");

  const { satisfaction } = await read();
  expect(satisfaction).toMatchObject({ average: 3.75, count: 4, before: { average: 1, count: 1 } });
  expect(satisfaction?.scores.map(({ score, value }) => [score, value])).toEqual([[5, 2], [4, 0], [3, 1], [2, 1], [1, 0]]);
  expect(satisfaction?.agents.map(({ name, average, count }) => [name, average, count])).toEqual([["Marta", 13 / 3, 3], ["Leo", 2, 1]]);
  expect(await found(satisfaction?.q ?? "")).toBe(4);
  for (const { value, q } of satisfaction?.scores ?? []) expect([q, await found(q)]).toEqual([q, value]);
  for (const { count, q } of satisfaction?.agents ?? []) expect([q, await found(q)]).toEqual([q, count]);
  // narrowed like every figure
  expect((await read("&q=queue:grupos")).satisfaction).toMatchObject({ count: 0 });
  const csv = (await boss()("/reports/overview.csv?desk=ventas&from=2026-03-01&to=2026-03-31")).text;
  expect(csv).toMatch(/Satisfac\S*[;,]3[.,]8[;,]1/);
});
