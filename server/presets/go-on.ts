import type { Language } from "../../contract/common.ts";
import type { Postponement } from "../../contract/acts.ts";
import { answerApproval, approvalsOf, askApproval } from "../approvals/index.ts";
import { addToSide, forwardTicket, sidesWith, startSide, writeInSide } from "../conversations/index.ts";
import { firstOfState } from "../desks/index.ts";
import { addFollowUp, plannedOn, proposalFor, recordFollowUp } from "../follow-ups/index.ts";
import { addressKey, rolesHeldBy } from "../people/index.ts";
import type { Person, Work } from "../platform/work.ts";
import { rateTicket } from "../satisfaction/index.ts";
import {
  addCustomerMessage, addStaffMessage, chooseInPortal, closeTicket, decideTypeRequest, deleteTicket, escalateTicket, familyOf, findTicket, linkTicket, markSpam, mergeTicket, postponeTicket, requestType,
} from "../tickets/index.ts";
import { answerInPortal } from "../waiting/index.ts";
import { change } from "./begin.ts";
import { actKeys, changeKeys, type ActKey, type Conversation, type Step } from "./format.ts";
import { dated, hours } from "./hours.ts";
import { deskOf, personAt, personOf, words, type Stage } from "./stage.ts";

/** Where a step is taken. */
interface Scene {
  work: Work;
  stage: Stage;
  who: Person;
  number: number;
  conversation: Conversation;
  /** the number of another conversation, by its id */
  numberOf: (id: string) => number;
}

/** A step is taken. Returns the number of the ticket in which the conversation goes on. */
export async function goOn(base: Work, stage: Stage, number: number, conversation: Conversation, told: Step, numberOf: Scene["numberOf"]): Promise<number> {
  const ticket = await findTicket(base.db, number);
  if (ticket === undefined) throw new Error("its ticket is gone");
  const step = told.fields === undefined ? told : { ...told, fields: dated(told.fields, base.now, (await deskOf(base, stage)).timeZone) };
  const who = step.by === "customer" ? await personOf(base, ticket.requesterId) : await personAt(base, stage, step.by);
  const work = base.as(who);
  const scene: Scene = { work, stage, who, number, conversation, numberOf };
  const at = isCustomer(conversation, step) ? await customerWrites(scene, step) : await agentWrites(scene, step);
  for (const key of actKeys) if (step[key] !== undefined) await acts[key]({ ...scene, number: at }, step);
  return at;
}

const isCustomer = ({ from, cc = [] }: Conversation, { by }: Step): boolean =>
  by === "customer" || [from.email, ...cc].some((address) => address !== undefined && addressKey(address) === addressKey(by));

async function customerWrites({ work, stage, who, number, conversation }: Scene, step: Step): Promise<number> {
  if (step.text === undefined && step.attachments === undefined) return number;
  const desk = await deskOf(work, stage);
  const source = step.source ?? (desk.settings.portalOnly === true || conversation.source === "portal" ? "portal" : "email");
  const message = await words(work, stage, step, { authorId: who.id, side: "customer", kind: "reply", channel: source });
  return (await addCustomerMessage(work, number, message, { requesterAddress: who.email ?? "", source })).number;
}

async function agentWrites({ work, stage, who, number }: Scene, step: Step): Promise<number> {
  const { status, ...set } = step;
  if (step.text === undefined && step.attachments === undefined) {
    if (changeKeys.some((key) => step[key] !== undefined)) await change(work, stage, number, step);
    return number;
  }
  await change(work, stage, number, set);
  const message = await words(work, stage, step, { authorId: who.id, side: "agent", kind: step.kind ?? "reply", channel: "desk" });
  return (await addStaffMessage(work, number, message, status)).number;
}

type Given<K extends ActKey> = NonNullable<Step[K]>;

/** Each act by the same use case as in the app. */
const acts: { [K in ActKey]: (scene: Scene, step: Step) => Promise<unknown> } = {
  followUp: (scene, { followUp }) => followUpOn(scene, followUp as Given<"followUp">),
  approval: ({ work, number }, { approval }) => {
    const { ask, question } = approval as Given<"approval">;
    return askApproval(work, number, ask.includes("@") ? { person: ask, question } : { role: ask, question });
  },
  answer: (scene, { answer }) => answerOn(scene, answer as Given<"answer">),
  rate: ({ work, who, number }, { rate }) => {
    const { stars, text } = rate as Given<"rate">;
    return rateTicket(work, who, number, { score: stars, ...(text === undefined ? {} : { message: text }) });
  },
  // the desk's language is one of ours
  confirm: async ({ work, stage, who, number }) => answerInPortal(work, who, number, { answer: "solved" }, (await deskOf(work, stage)).language as Language),
  mute: ({ work, who, number }) => chooseInPortal(work, who, number, false),
  side: async ({ work, who, number }, { side }) => {
    const { to, subject, text } = side as Given<"side">;
    const addresses = [to].flat().map(addressKey);
    const [known] = await sidesWith(work.db, await familyOf(work.db, number), addresses[0] ?? "");
    return known === undefined ? startSide(work, who, number, { to: addresses, subject, body: text }) : writeInSide(work, who, number, known.id, { body: text });
  },
  sideAnswer: async ({ work, stage, who, number }, { sideAnswer }) => {
    const [side] = await sidesWith(work.db, await familyOf(work.db, number), who.email ?? "");
    if (side === undefined) throw new Error(`${who.email} was not asked`);
    await addToSide(work, side.id, await words(work, stage, { text: sideAnswer as Given<"sideAnswer"> }, { authorId: who.id, side: "third-party", kind: "side", channel: "email" }));
  },
  requestType: ({ work, number }, { requestType: asked }) => requestType(work, number, asked as Given<"requestType">),
  decideType: ({ work, number }, { decideType: decided }) => decideTypeRequest(work, number, typeof decided === "object" ? { grant: decided.granted, reason: decided.reason } : { grant: decided === "granted" }),
  close: ({ work, number }, { close }) => {
    const { reason, comments, source } = typeof close === "object" ? close : {};
    return closeTicket(work, number, { ...(reason === undefined ? {} : { reason }), ...(comments === undefined ? {} : { comment: comments }), ...(source === undefined ? {} : { source }) });
  },
  postpone: ({ work, number }, { postpone }) => postponeTicket(work, number, postponement(postpone as Given<"postpone">)),
  forward: ({ work, who, number, conversation }, { forward }) => {
    const { to, roles, subject = conversation.subject, message, include = { conversation: true } } = forward as Given<"forward">;
    return forwardTicket(work, who, number, { subject, message, include, ...(to === undefined ? {} : { to: [to].flat() }), ...(roles === undefined ? {} : { roles }) });
  },
  escalate: ({ work, number }, { escalate }) => escalateTicket(work, number, escalate as Given<"escalate">),
  reopen: async (scene, { reopen }) => {
    const text = reopen as Given<"reopen">;
    if (isCustomer(scene.conversation, { by: scene.who.email ?? "customer", after: "PT0M" })) return customerWrites(scene, { by: "customer", after: "PT0M", text });
    const status = firstOfState(await deskOf(scene.work, scene.stage), "open")?.key;
    return agentWrites(scene, { by: "customer", after: "PT0M", kind: "note", text, ...(status === undefined ? {} : { status }) });
  },
  merge: ({ work, number, numberOf }, { merge }) => mergeTicket(work, number, numberOf((merge as Given<"merge">).into)),
  link: ({ work, number, numberOf }, { link }) => {
    const { kind, to } = link as Given<"link">;
    return linkTicket(work, number, { kind, number: numberOf(to) });
  },
  spam: ({ work, number }) => markSpam(work, number, true),
  delete: ({ work, number }) => deleteTicket(work, number),
};

/** Planned for later, or done just now; what was planned is what is done. */
async function followUpOn({ work, stage, who, number }: Scene, { means, whom, outcome, note, next, nextNote }: Given<"followUp">): Promise<void> {
  const due = async () => (next === "proposed" ? (await proposalFor(work.db, who.id, (await deskOf(work, stage)).timeZone, work.now)).at : work.now.add(hours(next ?? "P1D")).toString());
  const said = note === undefined ? {} : { note };
  if (outcome === undefined) {
    await addFollowUp(work, number, { means, whom, dueAt: await due(), ...said });
    return;
  }
  const after = next === undefined ? {} : { next: { dueAt: await due(), ...(nextNote === undefined ? {} : { note: nextNote }) } };
  const planned = (await plannedOn(work.db, await familyOf(work.db, number))).find(({ agentId }) => agentId === who.id);
  if (planned === undefined) await addFollowUp(work, number, { means, whom, outcome, ...said, ...after });
  else await recordFollowUp(work, planned.id, { means, whom, outcome, ...said, ...after });
}

async function answerOn({ work, who, number }: Scene, { granted, comment, employeeId, branch }: Given<"answer">): Promise<void> {
  const roles = await rolesHeldBy(work.db, who.id);
  const asked = (await approvalsOf(work.db, await familyOf(work.db, number))).find(({ state, approverId, roleId }) => state === "pending" && (approverId === who.id || (roleId !== null && roles.includes(roleId))));
  if (asked === undefined) throw new Error(`${who.email} was not asked for an approval`);
  await answerApproval(work, asked.id, {
    answer: granted ? "granted" : "refused",
    ...(comment === undefined ? {} : { reason: comment }),
    ...(employeeId === undefined ? {} : { employeeId }),
    ...(branch === undefined ? {} : { branch }),
  });
}

const units = { H: "hours", D: "days", W: "weeks", M: "months" } as const;
function postponement(text: string): Postponement {
  const unit = text.at(-1);
  if (unit !== "H" && unit !== "D" && unit !== "W" && unit !== "M") throw new Error(`${text} is no time to postpone by`);
  return { amount: Number.parseInt(text.replace(/\D/g, ""), 10), unit: units[unit] };
}
