import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import { NewNotificationChoice, NotificationChoice } from "../../contract/letters.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { systemActor } from "../platform/work.ts";
import type { TicketDeps } from "./deps.ts";
import { chooseByLink, chooseInPortal, readChoice } from "./opt-outs.ts";

const ByToken = Type.Object({ token: Type.String({ maxLength: 100 }) });

/** T13: who wants no notifications about a request says so without signing in, and takes it back. Reading a link changes nothing. */
export function optOutRoutes(app: Http, { transact }: Pick<TicketDeps, "transact">): void {
  const tags = ["notification choices"];

  app.get("/api/v1/notification-choices/:token", { schema: { tags, summary: "What a mail's link is about, and what was chosen", params: ByToken, response: { 200: NotificationChoice } } }, (request) =>
    transact(systemActor("web"), (work) => readChoice(work, request.params.token)),
  );

  app.put("/api/v1/notification-choices/:token", { schema: { tags, summary: "Want notifications about the request, or none", params: ByToken, body: NewNotificationChoice, response: { 200: NotificationChoice } } }, (request) =>
    transact(systemActor("web"), (work) => chooseByLink(work, request.params.token, request.body.wanted, "link")),
  );

  // a plugin of its own: only here a form is read
  void app.register(async (plugin) => {
    const scope = plugin as unknown as Http;
    scope.addContentTypeParser(["application/x-www-form-urlencoded", "multipart/form-data"], { parseAs: "string", bodyLimit: 4096 }, (_request, body, done) => done(null, body));

    scope.get("/api/v1/unsubscribe/:token", { schema: { tags, summary: "The header's address, opened by a person: leads to the choice", params: ByToken } }, async (request, reply) => {
      const { token } = request.params;
      const { desk } = await transact(systemActor("web"), (work) => readChoice(work, token));
      return reply.redirect(`/portal/${desk}/notifications/${token}`, 303);
    });

    // RFC 8058, 3.1: the request carries no cookies, and its body says nothing but that it is this
    scope.post("/api/v1/unsubscribe/:token", { schema: { tags, summary: "One-click by RFC 8058: no notifications about the request", params: ByToken } }, async (request, reply) => {
      await transact(systemActor("web"), (work) => chooseByLink(work, request.params.token, false, "mail-program"));
      return reply.code(200).send({});
    });
  });

  app.put("/api/v1/tickets/:number/notifications", { schema: { tags, summary: "A customer of the request wants notifications about it, or none", params: Type.Object({ number: TicketNumber }), body: NewNotificationChoice, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await chooseInPortal(work, person, request.params.number, request.body.wanted);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });
}
