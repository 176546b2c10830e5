import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { ana, openHelpCentre, writeArticle } from "../help-centre/testing.ts";
import { useApp } from "../testing/factories.ts";
import { browserOf, leadsTo, readOf } from "./testing.ts";

const t = useApp();
beforeAll(async () => {
  await openHelpCentre(t.current);
  await t.current.as(ana)({ method: "PATCH", url: "/me", payload: { name: "Ana García" } });
}, 60_000);
const as = (email: string | null) => browserOf(t.current, email);

test("H11 an article takes comments from who is signed in, which everybody reads; the rest see “Inicie sesión para dejar un comentario”", async () => {
  const { id, variants } = await writeArticle(t.current);
  const path = new URL(variants[0].url).pathname;
  const action = `/help/ventas/es/community/articles/${id}/comments`;
  const before = await as(null).get(path);
  expect(before.text).toMatch(/<a class="button" href="\/portal\/ventas\/sign-in\?to=[^"]+">Inicie sesión para dejar un comentario<\/a>/);
  expect(before.text).not.toContain(`action="${action}#write"`);
  expect((await as(ana).get(path)).text).toContain(`action="${action}#write"`);
  expect((await as(null).post(action, { text: "Sin entrar", form: randomUUID() })).status).toBe(401);
  expect(leadsTo(await as(ana).post(action, { text: "A mí me faltaba el <b>NIF</b>", form: randomUUID() }))).toBe(`${path}#comment-1`);
  const told = readOf(await as(null).get(path));
  expect(told).toMatch(/Ana G\. .*A mí me faltaba el <b>NIF<\/b>/);
  expect(told).not.toContain("Sin entrar");
  // what is not for a reader takes none of theirs
  const hidden = await writeArticle(t.current, { title: "Solo para nosotros", audience: "staff" });
  expect((await as(ana).post(`/help/ventas/es/community/articles/${hidden.id}/comments`, { text: "x", form: randomUUID() })).status).toBe(404);
});
