import { expect, test } from "vitest";
import { decideThread, subjectTokens, type SenderInTicket, type ThreadDecision, type ThreadFacts } from "./threading.ts";

const participant: SenderInTicket = { participant: true, agent: false };
const stranger: SenderInTicket = { participant: false, agent: false };
const agent: SenderInTicket = { participant: false, agent: true };
const facts = (over: Partial<ThreadFacts>): ThreadFacts => ({ signed: [], referenced: [], tokens: [], tickets: new Map(), senderFailed: false, ...over });
const short = (decision: ThreadDecision) => (decision.to === "new" ? "new" : `${decision.ticket} ${decision.as}`);
const keys = (decision: ThreadDecision) => decision.evidence.map((each) => each.key);

test.each<[string, Partial<ThreadFacts>, string, string[]]>([
  ["nothing", {}, "new", ["new-request"]],
  ["a signed address", { signed: [7], tickets: new Map([[7, participant]]) }, "7 customer", ["signed-address"]],
  ["a signed address, in a stranger's hands", { signed: [7], tickets: new Map([[7, stranger]]) }, "7 stranger", ["signed-address", "not-participant"]],
  ["a signed address outweighs a reference", { signed: [7], referenced: [{ ticket: 8, messageId: "<a@b>" }], tickets: new Map([[7, participant], [8, participant]]) }, "7 customer", ["signed-address"]],
  ["a reference from a participant", { referenced: [{ ticket: 8, messageId: "<a@b>" }], tickets: new Map([[8, participant]]) }, "8 customer", ["reference"]],
  ["a reference from a stranger", { referenced: [{ ticket: 8, messageId: "<a@b>" }], tickets: new Map([[8, stranger]]) }, "new", ["stranger-reference", "new-request"]],
  ["a reference from an agent", { referenced: [{ ticket: 8, messageId: "<a@b>" }], tickets: new Map([[8, agent]]) }, "8 agent", ["reference"]],
  ["a number from a participant", { tokens: [9], tickets: new Map([[9, participant]]) }, "9 customer", ["subject-token"]],
  ["a number from a stranger", { tokens: [9], tickets: new Map([[9, stranger]]) }, "new", ["stranger-token", "new-request"]],
  ["a number that does not exist", { tokens: [99] }, "new", ["unknown-ticket", "new-request"]],
  ["an agent who fails DMARC, at a signed address", { signed: [7], tickets: new Map([[7, agent]]), senderFailed: true }, "new", ["failed-agent", "new-request"]],
  ["a customer who fails DMARC, at a signed address", { signed: [7], tickets: new Map([[7, participant]]), senderFailed: true }, "7 customer", ["signed-address"]],
  ["a customer who fails DMARC, by reference", { referenced: [{ ticket: 8, messageId: "<a@b>" }], tickets: new Map([[8, participant]]), senderFailed: true }, "new", ["failed-reference", "new-request"]],
  ["a customer who fails DMARC, by number", { tokens: [9], tickets: new Map([[9, participant]]), senderFailed: true }, "new", ["failed-token", "new-request"]],
])("%s", (_case, over, where, evidence) => {
  const decision = decideThread(facts(over));
  expect(short(decision)).toBe(where);
  expect(keys(decision)).toEqual(evidence);
});

test("ticket numbers are read from subjects in our own form only", () => {
  expect(subjectTokens("Re: Reserva [#1042] y #77 [#0]")).toEqual([1042]);
});
