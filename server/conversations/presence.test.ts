import { expect, test } from "vitest";
import { fakeClock } from "../platform/clock.ts";
import { startListener, type Listener } from "../platform/listener.ts";
import { createLog } from "../platform/log.ts";
import type { Permission } from "../../contract/permissions.ts";
import type { Actor, Person } from "../platform/work.ts";
import { useDatabase } from "../testing/database.ts";
import { createPresence, presenceChannel } from "./presence.ts";

const db = useDatabase();
const clock = fakeClock("2026-03-02T09:00:00Z");
const see: Permission = "ticket.see";
const agent = (id: number, name: string, desk = 1): Person => ({ kind: "person", id, name, email: `${name.toLowerCase()}@hotel.example`, locale: null, grants: [{ desk, queue: null, location: null, permissions: new Set([see]) }], via: "web" });
const eva = agent(1, "Eva");
const leo = agent(2, "Leo");
const far = agent(3, "Far", 2);
const customer: Person = { ...agent(4, "Ana"), grants: [] };
const ticket = { id: 1042, deskId: 1, queueId: 7, locationId: null };

/** A process of its own, with what each of these people's pages is told there. */
async function process(...people: Person[]) {
  const listener = await startListener(db.current.connection, [presenceChannel], createLog("silent"));
  listeners.add(listener);
  const told: { to: string; event: string; data: unknown }[] = [];
  const tell = (event: string, data: object, may: (actor: Actor) => boolean) => {
    for (const person of people) if (may(person)) told.push({ to: person.name, event, data });
  };
  const board = createPresence({ db: db.current.database.db, listener, clock, log: createLog("silent"), tell });
  return { board, told, stop: async () => (board.stop(), listeners.delete(listener), listener.stop()) };
}
const listeners = new Set<Listener>();
/** Until every process has heard what was said. */
const heard = () => Promise.all([...listeners].map((listener) => listener.caughtUp()));

test("who is at a ticket is told to colleagues of the desk, in every process, and to nobody else", async () => {
  const one = await process(eva);
  const two = await process(leo, far, customer);
  expect(await one.board.beat(eva, ticket, "viewing")).toEqual([]);
  await heard();
  expect(one.told).toEqual([]);
  expect(two.told).toEqual([{ to: "Leo", event: "presence", data: { ticket: 1042, email: "eva@hotel.example", name: "Eva", state: "viewing" } }]);
  expect(await two.board.beat(leo, ticket, "typing")).toEqual([{ email: "eva@hotel.example", name: "Eva", state: "viewing" }]);
  await heard();
  expect(one.told.map(({ data }) => data)).toMatchObject([{ email: "leo@hotel.example", state: "typing" }]);

  // the same again is no news, and is not even passed on
  await one.board.beat(eva, ticket, "viewing");
  await heard();
  expect(two.told).toHaveLength(1);

  // no more letters: not typing; no more signs: gone, without a word
  clock.advance("PT9S");
  one.board.sweep();
  two.board.sweep();
  expect(one.told.at(-1)?.data).toMatchObject({ email: "leo@hotel.example", state: "viewing" });
  clock.advance("PT46S");
  one.board.sweep();
  two.board.sweep();
  expect(one.told.at(-1)?.data).toMatchObject({ email: "leo@hotel.example", state: "away" });
  expect(await one.board.beat(eva, ticket, "away")).toEqual([]);

  one.board.draftChanged(leo.id, { ticket: 1042, kind: "reply", updatedAt: "2026-03-02T09:00:00Z" });
  // it is told without being waited for
  await expect.poll(() => two.told.at(-1)).toEqual({ to: "Leo", event: "draft", data: { ticket: 1042, kind: "reply", updatedAt: "2026-03-02T09:00:00Z" } });
  expect(one.told.some(({ event }) => event === "draft")).toBe(false);
  await one.stop();
  await two.stop();
});
