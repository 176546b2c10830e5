import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOutgoing, isInternal, rangesOf, urlProblem, type OutgoingRequest } from "./outgoing-requests.ts";

const nothing = rangesOf([]);
const here = rangesOf(["127.0.0.1", "::1"]);

test.each([
  "127.0.0.1", "127.8.9.10", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1",
  "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "not-an-address", "",
])("%j is an address of the inside", (address) => {
  expect(isInternal(address, nothing)).toBe(true);
});

test.each(["93.184.216.34", "172.32.0.1", "100.128.0.1", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "2a00:1450:4003::1"])("%s is of the outside", (address) => {
  expect(isInternal(address, nothing)).toBe(false);
});

test("configuration lets single addresses and ranges through, also where they are written as IPv6", () => {
  const allowed = rangesOf(["10.20.0.0/16", "fd00::/8"]);
  expect(["10.20.3.4", "::ffff:10.20.3.4", "fd00::9", "10.21.0.1"].map((address) => isInternal(address, allowed))).toEqual([false, false, false, true]);
  expect(() => rangesOf(["intranet"])).toThrow("intranet");
  expect(() => rangesOf(["10.0.0.0/x"])).toThrow();
});

test.each([
  ["ftp://files.example.com/", "outgoing.url"], ["https://me:secret@shop.example.com/", "outgoing.url"], ["//shop.example.com", "outgoing.url"], ["file:///etc/passwd", "outgoing.url"],
  ["http://127.0.0.1:8080/", "outgoing.internal"], ["http://2130706433/", "outgoing.internal"], ["http://0x7f.1/", "outgoing.internal"], ["http://[::ffff:7f00:1]/", "outgoing.internal"], ["http://localhost:3000/", "outgoing.internal"], ["http://a.localhost/", "outgoing.internal"],
  ["https://hooks.example.com/desk", null],
])("%s is judged %s", (url, verdict) => {
  expect(urlProblem(url, nothing)).toBe(verdict);
});

let server: Server;
let port: number;
const seen: { url: string; body: string; host: string | undefined }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part)).on("end", () => {
      seen.push({ url: request.url ?? "", body, host: request.headers.host });
      if (request.url === "/away") response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
      else response.writeHead(201, { "content-type": "text/plain" }).end("x".repeat(5000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const asking = (url: string): OutgoingRequest => ({ url, method: "POST", headers: { "content-type": "application/json" }, body: `{"a":"ñ"}`, timeoutMs: 2000, answerBytes: 1000 });
/** Every name is at these addresses, one after the other each time it is asked for. */
const names = (...answers: string[][]) => {
  let asked = 0;
  return createOutgoing(here, (_name, _options, done) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(null, answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  });
};

test("a request arrives with its words, and only the beginning of the answer is read", async () => {
  const answer = await names(["127.0.0.1"])(asking(`http://hooks.example.test:${port}/in`));
  expect(answer).toMatchObject({ status: 201, headers: { "content-type": "text/plain" } });
  expect(answer.text).toHaveLength(1000);
  expect(seen.at(-1)).toEqual({ url: "/in", body: `{"a":"ñ"}`, host: `hooks.example.test:${port}` });
});

test("a name that stands for an address of the inside is not connected to, also where it has others, and also the second time", async () => {
  const before = seen.length;
  await expect(names(["10.0.0.7"])(asking(`http://hooks.example.test:${port}/`))).rejects.toThrow("outgoing.internal");
  await expect(names(["127.0.0.1", "169.254.169.254"])(asking(`http://hooks.example.test:${port}/`))).rejects.toThrow("outgoing.internal");
  // asked once a request: the address that was checked is the one that is connected to
  const rebinding = names(["127.0.0.1"], ["10.0.0.7"]);
  expect((await rebinding(asking(`http://hooks.example.test:${port}/`))).status).toBe(201);
  await expect(rebinding(asking(`http://hooks.example.test:${port}/`))).rejects.toThrow("outgoing.internal");
  await expect(createOutgoing(nothing)(asking(`http://127.0.0.1:${port}/`))).rejects.toThrow("outgoing.internal");
  expect(seen.length).toBe(before + 1);
});

test("a redirect is an answer, and is not followed", async () => {
  expect(await names(["127.0.0.1"])(asking(`http://hooks.example.test:${port}/away`))).toMatchObject({ status: 302 });
});
