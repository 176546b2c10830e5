import { expect, test } from "vitest";
import { languages } from "../../contract/common.ts";
import { builtInLetters, letterPlaceholders, unknownIn } from "../../contract/letters.ts";
import { renderBody, renderLine, templateMistake, variablesOf } from "../platform/templates.ts";
import { Temporal } from "../platform/clock.ts";
import { spoken, type Fact } from "./facts.ts";
import type { LetterFacts, LetterKey } from "./letters.ts";
import { standardLetters, textsOf } from "./standard-letters.ts";

const ticket = { number: 12, subject: "Late check-out", url: "https://help.example.com/12", status: "On hold" };
const link = { url: "https://help.example.com/link/x", expiresAt: "2026-11-22T08:00:00Z", expires: "22 November 2026 at 09:00" };
const facts: { [K in LetterKey]: LetterFacts[K][] } = {
  confirmation: [
    { ticket, agent: null, invited: null, solved: false },
    { ticket, agent: "Marta", invited: { url: "https://help.example.com/link/y", address: "ana@example.org" }, solved: false },
    { ticket, agent: "Marta", invited: null, solved: true },
  ],
  outgoing: [{ ticket, agent: "Marta", copied: true, invited: null }, { ticket, agent: "Marta", copied: false, invited: { url: "https://help.example.com/link/y", address: "ana@example.org" } }],
  reply: [{ ticket, agent: "Marta", copied: false, status: null }, { ticket, agent: "Marta", copied: true, status: "Solved" }],
  mentioned: [{ ticket, agent: "Marta", kind: "note" }, { ticket, agent: "Marta", kind: "reply" }],
  notification: [{ ticket, what: "Customer replied", lead: "Ana replied", more: [] }, { ticket, what: "Updated", lead: "Ana replied", more: ["Eva wrote"] }],
  "notification-digest": [{ count: 2, more: 0, tickets: [{ ...ticket, lines: "Ana replied" }], page: "https://help.example.com/desk/notifications" }],
  report: [{ what: "16–22 November 2026", lines: ["Created: 12", "Solved: 9"], recurrent: ["Noise: 4"], page: "https://help.example.com/desk/reports" }],
  side: [{ ticket, agent: "Marta", about: "Invoice 12" }],
  forward: [{ ticket, agent: "Marta", about: "Invoice 12" }],
  "status-changed": [{ ticket, copied: false, explanation: "We ask a third party", solved: false }, { ticket, copied: true, explanation: "", solved: true }],
  reminder: [{ ticket, last: false }, { ticket, last: true }],
  "closed-unanswered": [{ ticket, closed: false }, { ticket, closed: true }],
  "portal-only": [{ ticket, copied: false }, { ticket, copied: true }],
  "approval-request": [{ ticket, agent: "Marta", link }],
  "article-review": [{ count: 1, title: "Invoices by mail", titles: ["Invoices by mail"], page: "https://help.example.com/desk/help/sales/12" }, { count: 2, title: "Invoices by mail", titles: ["Invoices by mail", "Late check-out"], page: "https://help.example.com/desk/help/sales?show=review" }],
  community: [{ kind: "post", who: "Ana L.", title: "Invoices by mail", topic: "Invoices", page: "https://help.example.com/help/sales/en/community/1" }, { kind: "comment", who: "Marta Soler", title: "Invoices by mail", topic: "", page: "https://help.example.com/help/sales/en/community/1#comment-2" }],
  invitation: [{ link, address: "ana@example.org" }],
  "rule-stopped": [{ rule: "Thank everybody", address: "ana@example.org", link }],
  "colleague-invitation": [{ link, address: "ana@example.org", by: "Marta" }],
  "access-changed": (["password", "address-added", "address-chosen", "factor-added", "factor-removed", "token-added"] as const).map((what) => ({ what, address: "ana@example.org", page: "https://help.example.com/account" })),
  "confirm-address": [{ link, address: "ana@example.org", by: "Ana (ana@example.org)" }],
  "set-password": [{ link, address: "ana@example.org" }],
  "sign-in-link": [{ link, address: "ana@example.org" }],
};
const keys = Object.keys(standardLetters).filter((key): key is LetterKey => key in facts);

test.each(keys.flatMap((key) => languages.map((language) => [key, language] as const)))("%s in %s is whole, and speaks only of what it is given", (key, language) => {
  const texts = textsOf(key, language);
  for (const given of facts[key]) {
    const all: Record<string, unknown> = { portalOnly: false, ...given, agent: "agent" in given ? spoken(given.agent === null ? null : { name: given.agent }, language, "UTC") : undefined, desk: spoken({ name: "Ventas" }, language, "UTC") };
    for (const template of Object.values(texts)) {
      for (const variable of variablesOf(template)) {
        const value = variable.split(".").reduce<unknown>((of, name) => (typeof of === "object" && of !== null ? Object.getOwnPropertyDescriptor(of, name)?.value : of), all);
        expect([variable, value]).not.toEqual([variable, undefined]);
      }
      expect(renderLine(template, all)).not.toMatch(/[{}]|undefined|\[object/);
    }
    for (const part of ["subject", "opening", "button", "next", "why"] as const) expect(renderLine(texts[part], all)).not.toBe("");
  }
});

test("what administrators are told of the built-in letters is what they are", () => {
  expect(Object.keys(builtInLetters).toSorted()).toEqual(Object.keys(standardLetters).toSorted());
  for (const key of Object.keys(standardLetters) as LetterKey[]) {
    const named = languages.flatMap((language) => Object.values(textsOf(key, language)).flatMap(variablesOf));
    expect([key, unknownIn(named, letterPlaceholders(key, []))]).toEqual([key, []]);
  }
});

const hostile = "{{ desk }} {% assign x = 1 %} ${7*7} <b>**bold**</b> [here](https://evil.example) \u{F0000}6162\u{F0001}\n\n- list";

test("L7 what a customer wrote is shown as it is: never a template, markup or HTML", () => {
  const facts = { ticket: { ...ticket, subject: hostile }, agent: null, invited: null, desk: "Ventas" };
  expect(renderLine(textsOf("confirmation", "en").subject, { ...facts, ticket: { ...ticket, subject: "{{ desk }} {% assign x = 1 %} <b>" } })).toBe("We received your request: {{ desk }} {% assign x = 1 %} <b>");
  const { text, html } = renderBody("About: {{ ticket.subject | upcase | downcase }}", facts, "#336699");
  expect(text).toBe(`About: ${hostile}`);
  expect(html).toContain("{{ desk }} {% assign x = 1 %} ${7*7} &lt;b&gt;**bold**&lt;/b&gt; [here](https://evil.example)");
  expect(html).not.toMatch(/<(b|strong|a|ul|li)\b/);
});

test("an address that a fact is put into stays an address, and leads nowhere but to a page, a mail or a phone", () => {
  const html = (template: string, value: string) => renderBody(template, { value, url: value }, "#336699").html;
  expect(html("[Status](https://air.example/case?pnr={{ value }})", 'A"B&c=d <x>')).toContain('href="https://air.example/case?pnr=A%22B%26c%3Dd%20%3Cx%3E"');
  expect(html("See https://air.example/{{ value }}.", "A1")).toContain('href="https://air.example/A1"');
  expect(html("[Open]({{ url }})", "https://air.example/x?a=1&b=2")).toContain('href="https://air.example/x?a=1&amp;b=2"');
  for (const url of ["javascript:alert(1)", "https://x.example/ onclick=y", "data:text/html,x"]) expect(html("[Open]({{ url }})", url)).not.toContain("<a ");
});

test("the plain text of a body says what its HTML does", () => {
  const { text, html } = renderBody("Dear **{{ name }}**,\nwelcome.\n\n- [Offices](https://air.example/offices)\n- [Contact center](tel:+5491100)\n\n1. first\n2. second\n\n{% if no %}never{% endif %}", { name: "Ana" }, "#336699");
  expect(text).toBe("Dear Ana,\nwelcome.\n\n- Offices: https://air.example/offices\n- Contact center: tel:+5491100\n\n1. first\n2. second");
  expect(html).toMatch(/<p[^>]*>Dear <strong>Ana<\/strong>,<br>welcome\.<\/p>\n<ul[^>]*><li[^>]*><a class="link" href="https:\/\/air\.example\/offices"[^>]*>Offices<\/a><\/li>/);
  expect(html).toContain("<ol");
  // an indented line goes on with its entry
  const goingOn = renderBody("- [one](https://air.example/1)\n  {{ what }}\n- two\n\nand more", { what: "it moved" }, "#336699");
  expect(goingOn.text).toBe("- one: https://air.example/1\n  it moved\n- two\n\nand more");
  expect(goingOn.html).toMatch(/<li[^>]*><a [^>]*>one<\/a><br>it moved<\/li><li[^>]*>two<\/li><\/ul>/);
});

test("a template reaches own properties only, no files, cannot lift the marking of facts, and is bounded", () => {
  expect(renderLine("[{{ a.constructor }}{{ a.__proto__ }}{{ a.toString }}{{ b.length }}]", { a: {}, b: "x" })).toBe("[1]");
  for (const template of ["{% include '/etc/passwd' %}", "{% render 'x' %}", "{% capture x %}{{ a }}{% endcapture %}", "{{ a | raw }}", "{% echo a %}", "{% if a %}", "{{ a", "{% nonsense %}"]) expect(templateMistake(template), template).not.toBeNull();
  expect(templateMistake("one\n\n{% if a %}\nthree")).toEqual({ line: 3, part: "{% if a %}" });
  expect(() => renderLine("{% for i in (1..100000000) %}x{% endfor %}", {})).toThrow(/limit/);
});

test("a fact is told in the letter's language, a moment in the desk's time zone, what has a name by its name", () => {
  const facts: Fact = { at: Temporal.Instant.from("2026-11-22T23:30:00Z"), status: (lang) => (lang === "ro" ? "Rezolvat" : "Solved"), agent: { name: "Marta", contact: "" } };
  expect(renderLine("{{ status }}, {{ at }}, {{ agent }}", spoken(facts, "ro", "Europe/Bucharest") as object)).toBe("Rezolvat, 23 noiembrie 2026 la 01:30 EET, Marta");
});
