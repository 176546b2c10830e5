import { expect, test } from "vitest";
import type { DeskWords } from "../features/desks/api.ts";
import { explanation } from "./desk.ts";

test("H9 what a status means is told in the desk's own words, in the reader's language, else in the desk's", () => {
  const statuses = [
    { key: "esperando", explanations: { es: "Esperamos su respuesta.", "pt-BR": "Esperamos a sua resposta." } },
    { key: "nuevo", explanations: {} },
  ];
  const words = { configuration: { language: "es", statuses } } as unknown as DeskWords;
  expect([explanation(words, "esperando", "es-AR"), explanation(words, "esperando", "pt-BR"), explanation(words, "esperando", "ro")]).toEqual(["Esperamos su respuesta.", "Esperamos a sua resposta.", "Esperamos su respuesta."]);
  expect([explanation(words, "nuevo", "es"), explanation(words, "nada", "es")]).toEqual([undefined, undefined]);
});
