import { expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();

test("T10 a confirmation that may have been sent already is kept for a person to decide, and sent when they do", async () => {
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  const { number } = await t.current.ticket("ana@people.example");
  const [first] = await t.current.rows<{ id: number }>("select id from messages where ticket_id = $1", [number]);
  const confirmation = { number, messageId: first?.id ?? 0, automatic: false, openedBy: null, uncertain: "restored" };
  const attempt = { attempt: 1, maxAttempts: 1 };
  await t.current.app.jobs["tickets.confirm"](confirmation, attempt);
  await t.current.runJobs();
  const shown = async () => (await t.current.as("eva@hotel.example")(`/tickets/${number}/messages`)).json().items[0].deliveries;
  expect(await shown()).toMatchObject([{ letter: "confirmation", state: "uncertain", reason: "restored" }]);
  const [delivery] = await shown();
  expect((await t.current.as("eva@hotel.example")({ method: "POST", url: `/tickets/${number}/deliveries/${delivery.id}/resend` })).status).toBe(202);
  expect((await shown())[0].state).not.toBe("uncertain");
});
