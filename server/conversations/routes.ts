import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import {
  Draft, DraftInput, DraftKind, DraftList, Following, FollowInput, Forward, NewSideConversation, NewSideMessage, PresenceInput, PresenceList, SideConversationList, SignaturePreview, SidePatch, DraftQuery,
} from "../../contract/conversations.ts";
import { Message, NewMessage, SideConversation } from "../../contract/tickets.ts";
import type { Desks } from "../desks/index.ts";
import { mailLanguage, resendDelivery, signatureBelow } from "../mail-out/index.ts";
import { contactsOf } from "../people/index.ts";
import type { Database, Db } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows, type Actor, type Person, type Work } from "../platform/work.ts";
import { findTicket, lockVisible, sideOf, type StoredTicket } from "../tickets/index.ts";
import { discardDraft, readDrafts, saveDraft } from "./drafts.ts";
import { follow, readFollowing } from "./follows.ts";
import { forwardTicket } from "./forward.ts";
import { takeBack } from "./held.ts";
import type { PresenceBoard } from "./presence.ts";
import { sendMessage } from "./send.ts";
import { setSideState, startSide, writeInSide } from "./side.ts";
import * as store from "./store.ts";

const Of = Type.Object({ number: TicketNumber });
const OneOf = Type.Object({ number: TicketNumber, id: Type.Integer({ minimum: 1 }) });

export interface ConversationDeps {
  database: Database;
  transact: Transact;
  desks: Desks;
  presence: PresenceBoard;
  /** a message as its reader sees it, held or not: `inbox`, which comes after this slice, knows how */
  readMessage: (db: Db, actor: Actor, number: number, messageId: number) => Promise<Message>;
}

/** The ticket, for its staff. @throws 404 for who does not see it, 403 for its customers */
async function seenByStaff(db: Db, person: Person, number: number): Promise<StoredTicket> {
  const ticket = await findTicket(db, number);
  const side = ticket === undefined ? null : sideOf(person, ticket);
  if (ticket === undefined || side === null) throw notFound("ticket");
  if (side !== "staff") throw problem("permission.denied", 403);
  return ticket.mergedInto === null ? ticket : seenByStaff(db, person, ticket.mergedInto);
}

export function conversationRoutes(app: Http, { database, transact, desks, presence, readMessage }: ConversationDeps): void {
  const tags = ["conversations"];

  app.post("/api/v1/tickets/:number/messages", { schema: { tags: ["tickets"], params: Of, body: NewMessage, response: { 201: Message } } }, async (request, reply) => {
    const person = signedIn(request);
    const message = await write(transact, request, reply, async (work) => {
      const sent = await sendMessage(work, person, request.params.number, request.body);
      // the message to a closed ticket opens another: this says where it went
      return { status: 201, body: await readMessage(work.db, person, sent.number, sent.held ? sent.heldId : sent.messageId), headers: { location: `/api/v1/tickets/${sent.number}` } };
    });
    // the draft is used up, on the writer's other devices too
    if (person.via === "web" && message.side === "agent") presence.draftChanged(person.id, { ticket: request.params.number, kind: request.body.kind, updatedAt: message.createdAt });
    return reply.code(201).send(message);
  });

  app.delete(
    "/api/v1/tickets/:number/messages/:id",
    { schema: { tags: ["tickets"], summary: "Take a reply back while it is held; it is a draft again", params: OneOf, response: { 200: Draft } } },
    async (request, reply) => {
      const person = signedIn(request);
      const draft = await write(transact, request, reply, async (work) => {
        const ticket = await lockVisible(work, request.params.number);
        return { status: 200, body: await takeBack(work, person, ticket.id, request.params.id) };
      });
      presence.draftChanged(person.id, { ticket: request.params.number, kind: "reply", updatedAt: draft.updatedAt });
      return draft;
    },
  );

  app.get("/api/v1/tickets/:number/following", { schema: { tags, params: Of, response: { 200: Following } } }, async (request) => {
    const person = signedIn(request);
    return readFollowing(database.db, person, (await seenByStaff(database.db, person, request.params.number)).id);
  });

  app.put("/api/v1/tickets/:number/following", { schema: { tags, summary: "Watch a ticket, mute it, or neither", params: Of, body: FollowInput, response: { 200: Following } } }, (request, reply) => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => {
      const ticket = await seenByStaff(work.db, person, request.params.number);
      await follow(work, person, ticket, request.body.state);
      return { status: 200, body: await readFollowing(work.db, person, ticket.id) };
    });
  });

  app.get(
    "/api/v1/tickets/:number/signature",
    { schema: { tags, summary: "What will stand below one's reply to the requester", params: Of, response: { 200: SignaturePreview } } },
    async (request) => {
      const person = signedIn(request);
      const ticket = await seenByStaff(database.db, person, request.params.number);
      const desk = (await desks.get()).byId.get(ticket.deskId);
      if (desk === undefined) throw notFound("desk");
      const [requester] = await contactsOf(database.db, [ticket.requesterId]);
      const lang = mailLanguage(desk, ticket.locale ?? requester?.locale ?? null);
      return { text: await signatureBelow(database, desk, lang, { personId: person.id, requester: { name: requester?.name ?? "", email: requester?.address ?? null } }, { number: ticket.id, subject: ticket.subject }) };
    },
  );

  app.get("/api/v1/tickets/:number/draft", { schema: { tags, summary: "One's own drafts", params: Of, querystring: DraftQuery, response: { 200: DraftList } } }, async (request) => {
    const person = signedIn(request);
    const ticket = await seenByStaff(database.db, person, request.params.number);
    return { items: await readDrafts(database.db, person, ticket.id, request.query.kind) };
  });

  app.put("/api/v1/tickets/:number/draft", { schema: { tags, params: Of, body: DraftInput, response: { 200: Draft } } }, async (request) => {
    const person = signedIn(request);
    const draft = await transact(person, async (work) => {
      const ticket = await seenByStaff(work.db, person, request.params.number);
      if (!allows(person, request.body.kind === "reply" ? "ticket.reply" : "ticket.note", ticket.deskId, ticket)) throw problem("permission.denied", 403);
      return saveDraft(work, person, ticket.id, request.body);
    });
    presence.draftChanged(person.id, { ticket: request.params.number, kind: draft.kind, updatedAt: draft.updatedAt });
    return draft;
  });

  app.delete("/api/v1/tickets/:number/draft", { schema: { tags, params: Of, querystring: Type.Object({ kind: DraftKind }) } }, async (request, reply) => {
    const person = signedIn(request);
    const gone = await transact(person, async (work) => {
      const ticket = await seenByStaff(work.db, person, request.params.number);
      return (await discardDraft(work, person.id, ticket.id, request.query.kind)) ? work.now.toString() : null;
    });
    if (gone !== null) presence.draftChanged(person.id, { ticket: request.params.number, kind: request.query.kind, updatedAt: gone });
    return reply.code(204).send();
  });

  app.post(
    "/api/v1/tickets/:number/presence",
    { schema: { tags, summary: "Say that one is here; answers which colleagues are", params: Of, body: PresenceInput, response: { 200: PresenceList } } },
    async (request) => {
      const person = signedIn(request);
      const ticket = await seenByStaff(database.db, person, request.params.number);
      return { items: await presence.beat(person, ticket, request.body.state) };
    },
  );

  app.post("/api/v1/tickets/:number/forwards", { schema: { tags, params: Of, body: Forward, response: { 201: SideConversation } } }, async (request, reply) => {
    const person = signedIn(request);
    const side = await write(transact, request, reply, async (work) => {
      const id = await forwardTicket(work, person, request.params.number, request.body);
      return { status: 201, body: await oneSide(work, request.params.number, id) };
    });
    return reply.code(201).send(side);
  });

  app.get("/api/v1/tickets/:number/side-conversations", { schema: { tags, params: Of, response: { 200: SideConversationList } } }, async (request) => {
    const ticket = await seenByStaff(database.db, signedIn(request), request.params.number);
    return { items: await store.readSides(database.db, await store.familyOf(database.db, ticket.id)) };
  });

  app.post("/api/v1/tickets/:number/side-conversations", { schema: { tags, params: Of, body: NewSideConversation, response: { 201: SideConversation } } }, async (request, reply) => {
    const person = signedIn(request);
    const side = await write(transact, request, reply, async (work) => {
      const { id } = await startSide(work, person, request.params.number, request.body);
      return { status: 201, body: await oneSide(work, request.params.number, id) };
    });
    return reply.code(201).send(side);
  });

  app.post("/api/v1/tickets/:number/side-conversations/:id/messages", { schema: { tags, params: OneOf, body: NewSideMessage, response: { 201: Message } } }, async (request, reply) => {
    const person = signedIn(request);
    const message = await write(transact, request, reply, async (work) => {
      const placed = await writeInSide(work, person, request.params.number, request.params.id, request.body);
      return { status: 201, body: await readMessage(work.db, person, placed.number, placed.messageId) };
    });
    return reply.code(201).send(message);
  });

  app.patch("/api/v1/tickets/:number/side-conversations/:id", { schema: { tags, params: OneOf, body: SidePatch, response: { 200: SideConversation } } }, (request, reply) => {
    signedIn(request);
    return write(transact, request, reply, async (work) => {
      await setSideState(work, request.params.number, request.params.id, request.body.state);
      return { status: 200, body: await oneSide(work, request.params.number, request.params.id) };
    });
  });

  app.post(
    "/api/v1/tickets/:number/deliveries/:id/resend",
    { schema: { tags, summary: "Send a mail again that failed or may not have arrived", params: OneOf } },
    async (request, reply) => {
      signedIn(request);
      await write(transact, request, reply, async (work) => {
        const ticket = await lockVisible(work, request.params.number);
        if (!allows(work.actor, "ticket.reply", ticket.deskId, ticket)) throw problem("permission.denied", 403);
        await resendDelivery(work, { desk: ticket.deskId, ticket: ticket.id, version: ticket.version }, await store.familyOf(work.db, ticket.id), request.params.id);
        return { status: 202, body: null };
      });
      return reply.code(202).send();
    },
  );
}

async function oneSide(work: Work, number: number, id: number): Promise<SideConversation> {
  const ticket = await lockVisible(work, number);
  const side = (await store.readSides(work.db, await store.familyOf(work.db, ticket.id))).find((one) => one.id === id);
  if (side === undefined) throw notFound("side");
  return side;
}
