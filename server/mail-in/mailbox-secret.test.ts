import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const [boss, other] = ["boss@hotel.example", "otro@hotel.example"];
let port = 0;
let heard = "";
/** Somebody else's server, which notes what it is told. */
const spy = createServer((socket) => {
  socket.write("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n");
  socket.on("data", (data) => {
    heard += data.toString();
    for (const line of data.toString().split("\r\n").filter(Boolean)) socket.write(`${line.split(" ")[0]} NO no\r\n`);
  });
  socket.on("error", () => {});
});
beforeAll(async () => {
  await new Promise<void>((resolve) => spy.listen(0, "127.0.0.1", resolve));
  port = (spy.address() as AddressInfo).port;
});
afterAll(() => spy.close());

test("a mailbox's password goes nowhere but to the account it was kept for, whoever asks", async () => {
  for (const key of ["ventas", "grupos"]) await t.current.desk({ key, addresses: [`${key}@hotel.example`] });
  await t.current.grant(boss, "ventas", "jefa");
  await t.current.grant(other, "grupos", "jefa");
  const settings = { desk: "ventas", host: "imap.hotel.example", port: 993, secure: true, user: "ventas", auth: "password" };
  const put = (who: string, payload: object) => t.current.as(who)({ method: "PUT", url: "/mailboxes/casa", payload });
  const check = (who: string, payload: object) => t.current.as(who)({ method: "POST", url: "/mailboxes/casa/test", payload });
  expect((await put(boss, { ...settings, secret: "muy-secreto" })).status).toBe(200);
  expect((await put(boss, { ...settings, folder: "INBOX/otra" })).status).toBe(200);

  const elsewhere = { ...settings, host: "127.0.0.1", port, secure: false };
  for (const ask of [check, put]) {
    const answer = await ask(boss, elsewhere);
    expect([answer.status, answer.json().key]).toEqual([422, "mailbox.secret-missing"]);
    expect((await ask(other, { ...elsewhere, desk: "grupos" })).status).toBe(403);
  }
  expect(heard).not.toContain("muy-secreto");
});
