import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { LetterPreview, LetterTrial, StandardLetters } from "../../contract/letters.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import type { TicketDeps } from "./deps.ts";
import { lettersToChange, mailLetterTrial, previewLetter } from "./letter-trials.ts";

const ByKey = Type.Object({ key: Key });

/** For who writes a desk's letters. */
export function letterRoutes(app: Http, { transact }: Pick<TicketDeps, "transact">): void {
  const tags = ["letters"];

  app.get("/api/v1/desks/:key/standard-letters", { schema: { tags, summary: "The letters that every desk has, with what each may name", params: ByKey, response: { 200: StandardLetters } } }, (request) =>
    transact(signedIn(request), (work) => lettersToChange(work, request.params.key)),
  );

  app.post("/api/v1/desks/:key/letters/preview", { schema: { tags, summary: "A letter as its receiver would see it, on a real ticket or a made-up one", params: ByKey, body: LetterTrial, response: { 200: LetterPreview } } }, (request) => {
    const person = signedIn(request);
    return transact(person, (work) => previewLetter(work, person, request.params.key, request.body, request.language));
  });

  app.post("/api/v1/desks/:key/letters/test", { schema: { tags, summary: "The same as a mail to oneself", params: ByKey, body: LetterTrial, response: { 202: Type.Object({ to: Type.String() }) } } }, async (request, reply) => {
    const person = signedIn(request);
    const sent = await write(transact, request, reply, async (work) => ({ status: 202, body: await mailLetterTrial(work, person, request.params.key, request.body, request.language) }));
    return reply.code(202).send(sent);
  });
}
