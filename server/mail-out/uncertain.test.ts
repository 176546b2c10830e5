import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { projectDir } from "../platform/config.ts";
import { createSender, type Sender } from "../platform/smtp/sender.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { startScriptedSmtp, type ScriptedSmtp, type SmtpScript } from "../testing/peers/scripted-smtp.ts";
import { queueDelivery } from "./index.ts";
import { useMailWorld } from "../testing/mail-world.ts";

const world = useMailWorld();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function scripted(script: SmtpScript, answerMs = 20_000): Promise<{ server: ScriptedSmtp; sender: Sender }> {
  const server = await startScriptedSmtp(script);
  const sender = createSender(server.url, { answerMs });
  open.push(sender, server);
  return { server, sender };
}

async function queue(): Promise<number> {
  const desk = await world.desk();
  const ticket = { number: 1042, subject: "Reserva", url: "https://help.example.com/x" };
  const { deliveryId } = await world.transact()(systemActor("mail"), (work) =>
    queueDelivery(work, { desk, to: { name: "Ana", address: "ana@example.org", personId: null }, lang: "es", letter: "reply", facts: { ticket, agent: "Marta", copied: false } }),
  );
  return deliveryId;
}

const silent: SmtpScript = { message: () => "silence" };
test.each<[string, SmtpScript]>([
  ["the connection is lost after the final dot", { message: () => "drop" }],
  ["no answer comes to the final dot", silent],
])("%s: uncertain, told to the ticket, and not sent again by itself", async (_, script) => {
  // patience ends only where no answer is what is tried
  const { server, sender } = await scripted(script, script === silent ? 300 : undefined);
  const id = await queue();
  await world.send(sender, id);
  expect(await world.delivery(id)).toMatchObject({ state: "uncertain", attempts: 1 });
  expect(world.events.at(-1)).toMatchObject({ type: "delivery.uncertain", ticket: 1042, data: { deliveryId: id, to: "ana@example.org" } });
  expect(await world.pass("P3D")).toEqual([]);
  server.play({});
  await world.send(sender, id);
  expect(server.messages).toHaveLength(1);
});

test("the connection is lost before the final dot: put off, and sent once", async () => {
  const { server, sender } = await scripted({ command: (line) => (line.startsWith("DATA") ? "drop" : undefined) });
  const id = await queue();
  await world.send(sender, id);
  expect(await world.delivery(id)).toMatchObject({ state: "retry" });
  server.play({});
  expect(await world.pass("PT1M")).toEqual([id]);
  await world.send(sender, id);
  expect(await world.delivery(id)).toMatchObject({ state: "sent" });
  expect(server.messages).toHaveLength(1);
});

test("the process is killed between the final dot and our note of it: uncertain at the next start, not sent again", async () => {
  const { server, sender } = await scripted({ message: () => "silence" });
  const id = await queue();
  const child = spawn(process.execPath, ["--input-type=module", "--eval", sendAndWait(server.url, id)], { cwd: projectDir, stdio: "inherit" });
  while (server.messages.length === 0) await sleep(20);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await world.delivery(id)).toMatchObject({ state: "sending" });
  await world.send(sender, id); // the queue runs the abandoned job again
  expect(await world.delivery(id)).toMatchObject({ state: "uncertain", reason: expect.stringContaining("process ended") });
  expect(world.events.at(-1)).toMatchObject({ type: "delivery.uncertain", data: { deliveryId: id } });
  expect(server.messages).toHaveLength(1);
}, 30_000);

/** Another process of ours that does the job, as far as it is let. */
const sendAndWait = (url: string, id: number) => `
  import { openDatabase } from "./server/platform/db.ts";
  import { createLog } from "./server/platform/log.ts";
  import { systemClock } from "./server/platform/clock.ts";
  import { createTransact } from "./server/platform/transact.ts";
  import { createSender } from "./server/platform/smtp/sender.ts";
  import { mailOutJobs } from "./server/mail-out/index.ts";
  const log = createLog("silent");
  const database = openDatabase(${JSON.stringify(world.connection)}, log);
  const transact = createTransact(database, systemClock, async () => {}, {});
  await mailOutJobs({ database, transact, blobs: {}, viruses: {}, sender: createSender("${url}"), log })["mail-out.send"]({ deliveryId: ${id} });
`;

test("the database is away when the server has taken the mail: its outcome waits, and is not asked again", async () => {
  const { server, sender } = await scripted({});
  const id = await queue();
  let refusals = 2;
  const shaky: Transact = (actor, run, now) => {
    if (server.messages.length > 0 && refusals > 0) {
      refusals -= 1;
      return Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" }));
    }
    return world.transact()(actor, run, now);
  };
  await world.send(sender, id, shaky);
  expect(await world.delivery(id)).toMatchObject({ state: "sent", attempts: 1 });
  expect([server.messages.length, refusals]).toEqual([1, 0]);
});

test("two workers at once send one mail", async () => {
  const { server, sender } = await scripted({});
  const id = await queue();
  await Promise.allSettled([world.send(sender, id), world.send(sender, id), world.send(sender, id)]);
  expect(server.messages).toHaveLength(1);
  expect(await world.delivery(id)).toMatchObject({ state: "sent", attempts: 1 });
});
