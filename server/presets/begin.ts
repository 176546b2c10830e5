import { normalise } from "../../contract/conditions.ts";
import type { Language } from "../../contract/common.ts";
import { applyVerdict, decideItem } from "../automations/index.ts";
import type { DeskConfig } from "../desks/index.ts";
import { completePerson, locationCalled, organizationNamed } from "../organizations/index.ts";
import { addressKey, countryOf, ensurePeople } from "../people/index.ts";
import type { Work } from "../platform/work.ts";
import { createTicket, findTicket, openTicket, patchTicket, setReview, somebody } from "../tickets/index.ts";
import type { Conversation, Step } from "./format.ts";
import { dated, hours } from "./hours.ts";
import { attach, deskOf, personAt, words, type Stage } from "./stage.ts";

/** Somebody asks. Returns the ticket's number. */
export async function begin(work: Work, stage: Stage, story: Conversation): Promise<number> {
  const desk = await deskOf(work, stage);
  const conversation = story.fields === undefined ? story : { ...story, fields: dated(story.fields, work.now, desk.timeZone) };
  const { by, from, organization, review, status: _status, ...set } = conversation;
  const number = by === undefined ? await asks(work, stage, desk, conversation) : await isEntered(work, stage, desk, conversation, by);
  const belongs = organization === undefined ? undefined : await organizationNamed(work.db, organization);
  const ticket = belongs === undefined ? undefined : await findTicket(work.db, number);
  if (ticket !== undefined) await completePerson(work, ticket.requesterId, { organization: belongs, phone: from.email === undefined ? undefined : from.phone }, countryOf(desk));
  if (review !== undefined) {
    const { rating, best = 5, author, site, url = "", text = "", at, location = set.location ?? "" } = review;
    const writtenAt = work.now.subtract(hours(at ?? "PT0H")).toString();
    await setReview(work, number, { rating, best, text, author, site, location, link: url, writtenAt }, site);
  }
  // the rules of what arrives (R3), then what the story says
  if (by === undefined) await decide(work, desk, number, conversation);
  const { type: _type, fields: _fields, ...rest } = set;
  await change(work, stage, number, rest);
  return number;
}

/** By mail, in the portal, by a review. */
async function asks(work: Work, stage: Stage, desk: DeskConfig, conversation: Conversation): Promise<number> {
  const { subject, from, cc = [], source = "email", type, fields } = conversation;
  // the desk's language is one of ours
  const locale = from.locale ?? (desk.language as Language);
  const asking = await somebody(work, desk, { name: from.name, ...(from.email === undefined ? { phone: from.phone } : { email: from.email }) }, locale);
  if (from.email !== undefined && from.phone !== undefined) await completePerson(work, asking.id, { phone: from.phone }, countryOf(desk));
  const copied = await ensurePeople(work, cc.map((address) => ({ address, name: stage.names.get(addressKey(address)) ?? null })));
  const { number } = await createTicket(work, {
    desk,
    subject,
    requesterId: asking.id,
    requesterAddress: asking.known,
    watcherIds: copied.map((person) => person.id),
    message: await words(work, stage, conversation, { authorId: asking.id, side: "customer", kind: "reply", channel: source }),
    source,
    locale,
    type,
    fields,
  });
  return number;
}

/** An agent writes down what somebody says (T7, C2, L1). */
async function isEntered(work: Work, stage: Stage, desk: DeskConfig, conversation: Conversation, by: string): Promise<number> {
  const { subject, from, cc, source = "phone", type, fields, form, status, tags, text, attachments } = conversation;
  const agent = await personAt(work, stage, by);
  const as = work.as(agent);
  const { number } = await openTicket(as, agent, {
    desk: desk.key,
    subject,
    body: text,
    requester: { name: from.name, ...(from.email === undefined ? {} : { email: from.email }), ...(from.phone === undefined ? {} : { phone: from.phone }), locale: from.locale ?? (desk.language as Language) },
    source,
    attachments: await attach(as, stage, attachments),
    ...(cc === undefined ? {} : { cc }),
    ...(type === undefined ? {} : { type }),
    ...(fields === undefined ? {} : { fields }),
    ...(form === undefined ? {} : { form }),
    ...(status === undefined ? {} : { status }),
    ...(tags === undefined ? {} : { tags }),
  }, desk.language as Language);
  return number;
}

/** What the desk's rules make of what arrives. */
async function decide(work: Work, desk: DeskConfig, number: number, { subject, text, from, source = "email", type, fields = {}, location, review }: Conversation): Promise<void> {
  const kind = source === "email" ? "mail" : source === "phone" ? "call" : source === "review" || source === "survey" ? source : null;
  if (kind === null) return;
  const verdict = decideItem(desk, kind, () => ({
    queue: desk.queues.find(({ archived }) => !archived)?.key ?? "",
    type: type ?? null,
    priority: "normal",
    tags: [],
    source,
    location: location === undefined ? [] : [location.toLowerCase()],
    requester: from.email ?? from.phone ?? "",
    rating: review?.rating ?? null,
    fields,
    text: normalise([subject, text, review?.text ?? "", from.name, from.email ?? "", review?.site ?? ""].join(" \n ")),
  }));
  await applyVerdict(work, desk, number, verdict);
}

/** Sets what a step says is set, besides a status that goes with a message. */
export async function change(work: Work, stage: Stage, number: number, { assign, tags, priority, queue, type, fields, location, status }: Pick<Step, "assign" | "tags" | "priority" | "queue" | "type" | "fields" | "location" | "status">): Promise<void> {
  const patch = {
    ...(assign === undefined ? {} : { assignee: assign === "nobody" ? null : assign }),
    ...(tags === undefined ? {} : { tags }),
    ...(priority === undefined ? {} : { priority }),
    ...(queue === undefined ? {} : { queue }),
    ...(type === undefined ? {} : { type }),
    ...(fields === undefined ? {} : { fields }),
    ...(location === undefined ? {} : { location: await locationCalled(work.db, (await deskOf(work, stage)).id, location) }),
    ...(status === undefined ? {} : { status }),
  };
  if (Object.keys(patch).length > 0) await patchTicket(work, number, patch);
}
