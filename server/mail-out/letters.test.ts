import { expect, test } from "vitest";
import { languages } from "../../contract/common.ts";
import { renderText, variablesOf, type LetterFacts, type LetterKey } from "./letters.ts";
import { letterOf, standardLetters } from "./standard-letters.ts";

const ticket = { number: 12, subject: "Late check-out", url: "https://help.example.com/12" };
const link = { url: "https://help.example.com/link/x", expiresAt: "2026-11-22T08:00:00Z", expires: "22 November 2026 at 09:00" };
const facts: { [K in LetterKey]: LetterFacts[K][] } = {
  confirmation: [
    { ticket, agent: null, invited: null, solved: false },
    { ticket, agent: "Marta", invited: { url: "https://help.example.com/link/y", address: "ana@example.org" }, solved: false },
    { ticket, agent: "Marta", invited: null, solved: true },
  ],
  outgoing: [{ ticket, agent: "Marta", copied: true, invited: null }, { ticket, agent: "Marta", copied: false, invited: { url: "https://help.example.com/link/y", address: "ana@example.org" } }],
  reply: [{ ticket, agent: "Marta", copied: false }, { ticket, agent: "Marta", copied: true }],
  mentioned: [{ ticket, agent: "Marta", kind: "note" }, { ticket, agent: "Marta", kind: "reply" }],
  side: [{ ticket, agent: "Marta", about: "Invoice 12" }],
  forward: [{ ticket, agent: "Marta", about: "Invoice 12" }],
  "approval-request": [{ ticket, agent: "Marta", link }],
  invitation: [{ link, address: "ana@example.org" }],
  "colleague-invitation": [{ link, address: "ana@example.org", by: "Marta" }],
  "set-password": [{ link, address: "ana@example.org" }],
  "sign-in-link": [{ link, address: "ana@example.org" }],
};
const keys = Object.keys(standardLetters).filter((key): key is LetterKey => key in facts);

test.each(keys.flatMap((key) => languages.map((language) => [key, language] as const)))("%s in %s is whole, and speaks only of what it is given", (key, language) => {
  const texts = letterOf(key).texts[language];
  for (const given of facts[key]) {
    const all: Record<string, unknown> = { ...given, desk: "Ventas" };
    for (const template of Object.values(texts)) {
      for (const variable of variablesOf(template)) {
        const value = variable.split(".").reduce<unknown>((of, name) => (typeof of === "object" && of !== null ? Object.getOwnPropertyDescriptor(of, name)?.value : of), all);
        expect([variable, value]).not.toEqual([variable, undefined]);
      }
      expect(renderText(template, all)).not.toMatch(/[{}]|undefined|\[object/);
    }
    for (const part of ["subject", "opening", "button", "next", "why"] as const) expect(renderText(texts[part], all)).not.toBe("");
  }
});

test("what a customer wrote is never a template", () => {
  const facts = { ticket: { ...ticket, subject: "{{ desk }} {% assign x = 1 %} ${7*7} <b>" }, agent: null, invited: null, desk: "Ventas" };
  expect(renderText(letterOf("confirmation").texts.en.subject, facts)).toBe("We received your request: {{ desk }} {% assign x = 1 %} ${7*7} <b>");
});

test("a template reaches own properties only, no files, and is bounded", () => {
  expect(renderText("[{{ a.constructor }}{{ a.__proto__ }}{{ a.toString }}{{ b.length }}]", { a: {}, b: "x" })).toBe("[1]");
  expect(() => renderText("{% include '/etc/passwd' %}", {})).toThrow(/passwd/);
  expect(() => renderText("{% for i in (1..100000000) %}x{% endfor %}", {})).toThrow(/limit/);
});
