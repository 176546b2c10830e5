import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { switches } from "../../../bin/proof/switches.ts";
import { projectDir } from "../../platform/config.ts";
import { hasTest, knownPage, knownPages, readClauses } from "./requirements.ts";

const read = (file: string) => readFileSync(path.join(projectDir, file), "utf8");
const clauses = readClauses();
/** How many clauses each requirement has, from the first of its letter to the last. */
const counts = {
  H: [2, 2, 4, 4, 1, 2, 2, 4, 5, 3, 3, 6],
  R: [5, 3, 10, 3, 1, 7, 3, 4, 7, 4, 5, 12, 6, 6, 4],
  T: [1, 3, 1, 2, 1, 2, 4, 6, 1, 1, 8, 12, 5, 2, 1, 4],
  C: [1, 2, 3, 5, 2, 10, 1, 4, 7, 2, 5, 2],
  L: [1, 3, 2, 5, 2, 3, 3, 3, 6, 4, 2, 4, 2, 3, 1],
};

test("every clause of every requirement has its row, in order", () => {
  const wanted = Object.entries(counts).flatMap(([letter, each]) => each.flatMap((count, n) => Array.from({ length: count }, (_, clause) => `${letter}${n + 1}.${clause + 1}`)));
  expect(clauses.map(({ id }) => id)).toEqual(wanted);
  expect(clauses.filter(({ words }) => words === "")).toEqual([]);
});

test("every clause names a test that is there, or says why it comes later", () => {
  const missing = clauses.filter(({ test: named, proof }) => (named === null ? !/^later: ./.test(proof) : !existsSync(path.join(projectDir, named.file)) || !hasTest(read(named.file), named.name)));
  expect(missing.map(({ id, proof }) => `${id}: ${proof}`)).toEqual([]);
  expect(clauses.filter((one) => one.test === null).length).toBeLessThan(4);
});

test("the journeys name every requirement of their organisations", () => {
  const journeys = { H: "hotel-sales", R: "reputation-actions", T: "edi-helpdesk", C: "call-center", L: "airline-cases" };
  const unnamed = Object.entries(journeys).flatMap(([letter, preset]) => {
    const names = [...read(`e2e/journeys/${preset}.test.ts`).matchAll(/^ *(?:test|it)\("(.*)"/gm)].map(([, name = ""]) => name).join(" ");
    return Object.entries(counts).flatMap(([of, each]) => (of === letter ? each.map((_, n) => `${letter}${n + 1}`) : [])).filter((id) => !new RegExp(`\\b${id}\\b`).test(names));
  });
  // the languages are no step of a manual: each journey speaks its own
  expect(unnamed).toEqual(["R14"]);
});

test("every clause can be seen on a page that there is", () => {
  const known = knownPages();
  expect(known.size).toBeGreaterThan(60);
  const lost = clauses.filter(({ test: named, pages }) => named !== null && (pages.length === 0 || pages.some((page) => !known.has(knownPage(page)))));
  expect(lost.map(({ id, pages }) => `${id}: ${pages.join(" ")}`)).toEqual([]);
});

test("every clause can be switched off, where its switch says", () => {
  const without = clauses.filter(({ id, test: named }) => named !== null && switches.every((one) => !one.of.includes(id)));
  expect(without.map(({ id }) => id)).toEqual([]);
  const known = new Set(clauses.map(({ id }) => id));
  const astray = switches.filter(({ of, file, text }) => of.some((id) => !known.has(id)) || !existsSync(path.join(projectDir, file)) || read(file).split(text).length !== 2);
  expect(astray.map(({ of, file, text }) => `${of.join(" ")}: ${file} has “${text.slice(0, 60)}” not exactly once`)).toEqual([]);
});
