import { expect, test } from "vitest";
import { createMetrics } from "../platform/health.ts";
import { createLog } from "../platform/log.ts";
import { deskAddress, forMailboxes, useMailDesk } from "../testing/mail.ts";
import { createMailIn } from "./create.ts";
import { mostInterruptions } from "./left-over.ts";
import { requeue } from "./ledger.ts";

const desk = useMailDesk();
const mail = (subject: string) => Buffer.from(`From: ana@guest.example\r\nTo: ${deskAddress}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@guest.example>\r\n\r\nHola\r\n`);

/** A process: one that reads poison ends at once, with its transaction, as a killed one does. */
function life(deadly: boolean) {
  const { database, transact, desks, blobs, clock } = desk.current;
  clock.advance("PT1M");
  return createMailIn({
    database, transact, desks, blobs, clock, log: createLog("silent"), metrics: createMetrics(), mailHost: "help.example.test", ...forMailboxes,
    verify: async (raw) => {
      if (deadly && raw.includes("veneno")) throw Object.assign(new Error("terminating connection"), { code: "57P01" });
      return null;
    },
  });
}
const receive = (process: ReturnType<typeof life>, subject: string) =>
  process.receiveSmtp({ raw: mail(subject), envelope: { from: "ana@guest.example", to: [deskAddress] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
const fates = async () => new Map((await desk.current.rows<{ subject: string; fate: string }>("select split_part(convert_from(raw, 'UTF8'), E'\\r\\n', 3) as subject, fate from mails")).map(({ subject, fate }) => [subject.slice("Subject: ".length), fate]));

test("a mail by which process after process ends is kept as failed at last, and never stood in the others' way for longer", async () => {
  const first = life(true);
  for (const subject of ["antes", "veneno", "detras"]) await receive(first, subject);
  await expect(first.admitWaiting()).rejects.toThrow();
  expect(Object.fromEntries(await fates())).toEqual({ antes: "received", veneno: "received", detras: "received" });
  await expect(life(true).admitWaiting()).rejects.toThrow();
  await expect(life(true).admitWaiting()).rejects.toThrow();
  // who is suspected stands behind
  expect(await fates()).toMatchObject(new Map([["antes", "ticketed"], ["veneno", "received"], ["detras", "ticketed"]]));
  for (let lives = 2; lives < mostInterruptions; lives += 1) await expect(life(true).admitWaiting()).rejects.toThrow();
  expect((await fates()).get("veneno")).toBe("received");

  const last = life(true);
  await last.admitWaiting();
  expect(Object.fromEntries(await fates())).toEqual({ antes: "ticketed", veneno: "failed", detras: "ticketed" });
  const [row] = await desk.current.rows<{ id: number; message: string }>("select id, evidence->'evidence'->0->'params'->>'message' as message from mails where fate = 'failed'");
  expect(row?.message).toBe(`${mostInterruptions} processes ended while they had it in hand`);

  // once the reason has gone, an administrator lets it in
  expect(await requeue(desk.current.database.db, row?.id ?? 0)).toBe(true);
  await life(false).admitWaiting();
  expect((await fates()).get("veneno")).toBe("ticketed");
});

test("what was left behind by mere chance is admitted as ever, and ends of the process in between are not held against it", async () => {
  const first = life(false);
  for (let n = 0; n < 5; n += 1) await receive(first, `resto-${n}`);
  const second = life(false);
  expect(await second.admitWaiting()).toBeGreaterThanOrEqual(5);
  expect([...(await fates())].filter(([subject]) => subject.startsWith("resto-")).map(([, fate]) => fate)).toEqual(Array(5).fill("ticketed"));
});
