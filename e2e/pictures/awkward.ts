import type { Ticket } from "../../contract/tickets.ts";
import type { Call } from "./call.ts";

/** Letters that break layouts: right-to-left among left-to-right, joined emoji, stacked accents, no width at all, no place to break. */
const mixed = "שלום ‮abc‬ 👩‍👩‍👧‍👦🏳️‍🌈 z̷̢̛͙̠̝a̸͎l̶̡̛͓g̷̨̛o̸ \u200b\u200d\u2060 مرحبا 你好，世界";
const unbroken = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
export const awkwardSubject = `${mixed} ${unbroken.repeat(8)}`.slice(0, 700);
export const awkwardName = `${mixed.slice(0, 60)} ${unbroken}`.slice(0, 190);

/** A ticket of nothing but such letters. */
export async function awkward(call: Call, open: (subject: string, requester: { email: string; name: string }, text: { body: string }, rest?: Record<string, unknown>) => Promise<Ticket>): Promise<number> {
  const { number } = await open(
    awkwardSubject,
    { email: `${"x".repeat(60)}@${"y".repeat(60)}.${"z".repeat(60)}.example`, name: awkwardName },
    { body: `${mixed}\n\n${"W".repeat(10_000)}\n\n${unbroken.repeat(4)}` },
    { tags: [mixed.slice(0, 90), unbroken.slice(0, 90), "‏ער‏"] },
  );
  await call(`/tickets/${number}/messages`, { kind: "note", html: `<p>${mixed}</p><p>${"ﷺ".repeat(400)}</p><pre>${"M".repeat(2000)}</pre>` });
  await call("/organizations", { name: awkwardName });
  return number;
}
