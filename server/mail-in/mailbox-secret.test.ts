import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSealing } from "../platform/sealing.ts";
import { installationSecret } from "../settings/index.ts";
import { useApp } from "../testing/factories.ts";
import { openSecrets, sealPlainSecrets } from "./mailbox-secrets.ts";

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

test("what opens a mailbox is sealed: nothing that is stored shows it, also not the hash of the request that brought it", async () => {
  await t.current.desk({ key: "cuentas", addresses: ["cuentas@hotel.example"] });
  await t.current.grant(boss, "cuentas", "jefa");
  const oauth = { desk: "cuentas", host: "imap.hotel.example", port: 993, secure: true, user: "cuentas", auth: "xoauth2", tokenUrl: "https://login.example.com/token", clientId: "ventanilla" };
  const put = (payload: object) => t.current.as(boss)({ method: "PUT", url: "/mailboxes/cuentas", payload, headers: { "idempotency-key": "una-vez" } });
  const saved = await put({ ...oauth, secret: "ficha-larga", clientSecret: "cliente-secreto" });
  expect([saved.status, saved.json().hasSecret]).toEqual([200, true]);
  const stored = JSON.stringify([await t.current.rows("select m::text, encode(coalesce(sealed, ''), 'escape') from mailboxes m"), await t.current.rows("select i::text from idempotency i"), await t.current.rows("select data from events")]);
  for (const secret of ["ficha-larga", "cliente-secreto", "una-vez"]) expect(stored).not.toContain(secret);
  // another client's secret alone: the token stays
  expect((await put({ ...oauth, clientSecret: "otro-secreto" })).status).toBe(200);
  const opened = async () => {
    const [row] = await t.current.rows<{ key: string; sealed: Buffer }>("select key, sealed from mailboxes where key = 'cuentas'");
    return row === undefined ? null : openSecrets(createSealing(await installationSecret(t.current.app.database.db, "sealing")), row);
  };
  expect(await opened()).toEqual({ secret: "ficha-larga", clientSecret: "otro-secreto" });

  // one of before: sealed at the next start, and it opens as ever
  await t.current.rows(`update mailboxes set sealed = null, plain_secret = 'de-antes', connection = connection || '{"clientSecret": "cliente-de-antes"}' where key = 'cuentas'`);
  await sealPlainSecrets(t.current.app.database.db, createSealing(await installationSecret(t.current.app.database.db, "sealing")));
  expect(await opened()).toEqual({ secret: "de-antes", clientSecret: "cliente-de-antes" });
  expect(JSON.stringify(await t.current.rows("select m::text from mailboxes m"))).not.toContain("de-antes");
});

test("where the key is lost, the mailbox says that its password must be entered again, and it can be", async () => {
  await t.current.rows("update mailboxes set sealed = $1 where key = 'casa'", [createSealing(Buffer.alloc(32, 5)).seal('{"secret":"muy-secreto"}', "mailbox casa")]);
  const listed = async () => (await t.current.as(boss)("/mailboxes")).json().items.find(({ key }: { key: string }) => key === "casa");
  expect(await listed()).toMatchObject({ hasSecret: false });
  const settings = { desk: "ventas", host: "imap.hotel.example", port: 993, secure: true, user: "ventas", auth: "password" };
  const put = (payload: object) => t.current.as(boss)({ method: "PUT", url: "/mailboxes/casa", payload });
  expect((await put(settings)).json()).toMatchObject({ key: "mailbox.secret-missing", path: "/secret" });
  expect((await put({ ...settings, secret: "otra-vez" })).status).toBe(200);
  expect(await listed()).toMatchObject({ hasSecret: true });
});
