import { isBlank } from "../../../contract/fields.ts";
import type { DeskForm, DeskFormPart } from "../../../contract/forms.ts";
import type { NewTicket } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import type { DeskWords } from "../desks/api.ts";
import { fieldProblem } from "../fields/checked.ts";
import { askedOf, givenAnswers, typeProblem, wrongAnswers } from "../forms/filling.ts";
import { chosenLanguage } from "../forms/language.ts";
import type { NewDraft } from "./draft.ts";

type Desk = DeskWords["configuration"];
/** What the form asks now: of every request, and of the type. */
export interface Asked {
  form: DeskForm;
  first: DeskFormPart[];
  ofType: DeskFormPart[];
  /** the second step waits for its button: this type's fields were not asked for yet */
  waits: boolean;
}
/** The form of a desk for staff, with what it asks of the type chosen so far. */
export function askedNow(desk: Desk, form: DeskForm | undefined, { type, loaded }: NewDraft): Asked | undefined {
  if (form === undefined) return undefined;
  const { first, ofType, byType } = askedOf(desk, form, type);
  return { form, first, ofType, waits: byType && loaded !== type };
}

/** What stands in the way of the second step: who asks, the type, and what is asked of every request (L4). */
export function wrongAtFirst(draft: NewDraft, desk: Desk, { form, first }: Asked): Record<string, string> {
  const problem = typeProblem(desk, form, draft.type);
  return { ...nobody(draft), ...(problem === undefined ? {} : { "/type": problem }), ...wrongAnswers(desk, first, draft) };
}

function nobody({ person, typed }: NewDraft): Record<string, string> {
  return person === null && typed.email.trim() === "" && typed.phone.trim() === "" ? { "/requester/phone": t("desk.new.nobody") } : {};
}

/** What can be said without asking the server, each at its path. What solving needs is asked only of what is solved at once. */
export function wrongIn(draft: NewDraft, desk: Desk | undefined, asked: Asked | undefined, solve: boolean): Record<string, string> {
  const wrong: Record<string, string> = asked === undefined || desk === undefined ? nobody(draft) : { ...wrongAtFirst(draft, desk, asked), ...wrongAnswers(desk, asked.ofType, draft) };
  if (draft.subject.trim() === "") wrong["/subject"] = t("desk.new.no-subject");
  if (draft.text.trim() === "" && draft.files.length === 0) wrong["/body"] = t("desk.new.no-body");
  const shown = asked && new Set([...asked.first, ...asked.ofType].flatMap(({ fields }) => fields.map(({ field }) => field)));
  for (const field of desk?.fields ?? []) {
    const path = `/fields/${field.key}`;
    if (wrong[path] !== undefined || shown?.has(field.key) === false) continue;
    const value = draft.fields[field.key] ?? null;
    const due = field.kind !== "check" && isBlank(value) && (field.required === "create" || (solve && field.required === "solve"));
    const problem = due ? t(field.required === "create" ? "problem.field.required" : "problem.field.required-to-solve") : fieldProblem(field, value);
    if (problem !== undefined) wrong[path] = problem;
  }
  return wrong;
}

/** Does the form ask for all that is needed to solve? What it leaves out is filled in later, on the ticket. */
export function asksEnoughToSolve(desk: Desk, asked: Asked | undefined): boolean {
  if (asked === undefined) return true;
  const shown = new Set([...asked.first, ...asked.ofType].flatMap(({ fields }) => fields.map(({ field }) => field)));
  return desk.fields.every(({ key, kind, required }) => required === null || kind === "check" || shown.has(key));
}

export function bodyOf({ desk, source, person, typed, cc, subject, text, type, location, fields, language }: NewDraft, configuration: Desk | undefined, asked: Asked | undefined, attachments: string[], status: string | undefined): NewTicket {
  const [name, email, phone] = [typed.name.trim(), typed.email.trim(), typed.phone.trim()];
  const answers = { type, fields, language };
  const given = asked && configuration ? givenAnswers(configuration, [...asked.first, ...asked.ofType], answers) : Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)));
  const who = person !== null ? { person } : { ...(email && { email }), ...(phone && { phone }), ...(name && { name }), ...(typed.organization === null ? {} : { organization: typed.organization }) };
  return {
    desk,
    source,
    subject: subject.trim(),
    body: text,
    requester: { ...who, ...(asked?.form.asksLanguage === true && configuration ? { locale: chosenLanguage(configuration, answers) } : {}) },
    ...(asked === undefined ? {} : { form: asked.form.key }),
    ...(cc.length > 0 ? { cc } : {}),
    ...(type === "" ? {} : { type }),
    ...(location === "" ? {} : { location: Number(location) }),
    ...(Object.keys(given).length > 0 ? { fields: given } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(status === undefined ? {} : { status }),
  };
}

/** The first thing that is wrong comes into view, with the focus. */
export function showFirst(): void {
  setTimeout(() => {
    const first = document.querySelector<HTMLElement>("form [aria-invalid=true], form [role=alert]");
    first?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  }, 30);
}
