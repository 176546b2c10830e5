import { createServer, type AddressInfo, type Server } from "node:net";
import tls from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCertificate } from "../platform/smtp/certificate.ts";
import { startDovecot, type Dovecot } from "../testing/peers/dovecot.ts";
import { createOutgoing, rangesOf } from "../platform/outgoing-requests.ts";
import { testMailbox } from "./mailbox-settings.ts";

const send = createOutgoing(rangesOf([]));
let dovecot: Dovecot;
/** takes connections and says nothing, as a server does that waits for TLS */
let silent: Server;
let selfSigned: tls.Server;
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  dovecot = await startDovecot();
  silent = createServer((socket) => void socket.on("error", () => {})).listen(0, "127.0.0.1");
  selfSigned = tls.createServer(makeCertificate("imap.mill.example", new Date()), (socket) => void socket.on("error", () => {})).listen(0, "127.0.0.1");
  selfSigned.on("tlsClientError", () => {});
});
afterAll(async () => {
  silent.close();
  selfSigned.close();
  await dovecot.close();
});

test("trying a mailbox says which of its settings is wrong", async () => {
  const right = { desk: "mill", host: dovecot.host, port: dovecot.port, secure: false, user: "help@mill.example", auth: "password" as const, secret: dovecot.password };
  const failed = async (wrong: Partial<typeof right> & { folder?: string }) => (await testMailbox({ ...right, ...wrong }, null, send, 3000)).failed;
  expect(await testMailbox(right, null, send)).toEqual({ ok: true, failed: null, detail: null });
  expect(await failed({ host: "imap.mill.invalid" })).toBe("name");
  expect(await failed({ port: 1 })).toBe("port");
  expect(await failed({ secure: true })).toBe("encryption");
  expect(await failed({ port: portOf(silent) })).toBe("silent");
  expect(await failed({ port: portOf(selfSigned), secure: true })).toBe("certificate");
  expect(await failed({ secret: "wrong" })).toBe("sign-in");
  expect(await failed({ folder: "Tickets" })).toBe("folder");
}, 30_000);
