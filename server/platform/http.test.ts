import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createHttp } from "./http.ts";
import { createLog } from "./log.ts";

test("closing waits for what is being answered, but not for a connection on which nothing was ever asked", async () => {
  const http = createHttp({ log: createLog("silent"), bodyLimit: 1024, trustProxy: "loopback", isOwnOrigin: () => false, authenticate: async () => null });
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  http.get("/slow", async () => {
    asked.resolve();
    await answer.promise;
    return { done: true };
  });
  const base = await http.listen({ port: 0, host: "127.0.0.1" });
  const spare = connect(Number(new URL(base).port), "127.0.0.1");
  spare.resume();
  await once(spare, "connect");
  const slow = fetch(`${base}/slow`);
  await asked.promise;
  const closed = http.close();
  await once(spare, "close");
  answer.resolve();
  expect(await (await slow).json()).toEqual({ done: true });
  await closed;
});
