import { normalise } from "../../contract/conditions.ts";
import { priorities } from "../../contract/desks.ts";
import type { Mapped } from "../../contract/intake.ts";
import type { ItemFacts } from "../automations/index.ts";
import { fieldMistakes, type DeskConfig } from "../desks/index.ts";
import { locationCalled } from "../organizations/index.ts";
import { addressKey, addressOk, countryOf, ensureByPhone, ensurePeople, insertPerson, phoneWritten } from "../people/index.ts";
import { languageOf, translate } from "../platform/i18n.ts";
import { isProblem } from "../platform/problem.ts";
import { renderBody } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import { addStaffMessage, createTicket, patchTicket, setReview, type Writing } from "../tickets/index.ts";
import { isReview } from "./mapping.ts";
import type { StoredSource } from "./store.ts";

/** How a ticket of each kind is said to have come. */
const ways = { review: "review", survey: "survey", call: "phone", other: "api" } as const;

/** What is wrong with a mapped payload in this desk; keys below `problem.`, with their parameters. */
export function mistakesIn(desk: DeskConfig, mapped: Mapped): { key: string; params: Record<string, string | number> }[] {
  const known = (list: readonly { key: string; archived: boolean }[], key: string) => key === "" || list.some((one) => one.key === key && !one.archived);
  return [
    ...(known(desk.queues, mapped.queue) ? [] : [{ key: "ticket.unknown-queue", params: { key: mapped.queue } }]),
    ...(known(desk.types, mapped.type) ? [] : [{ key: "ticket.unknown-type", params: { key: mapped.type } }]),
    ...(mapped.priority === "" || priorities.some((one) => one === mapped.priority) ? [] : [{ key: "intake.priority", params: { value: mapped.priority } }]),
    ...(mapped.email === "" || addressOk(mapped.email) ? [] : [{ key: "intake.email", params: { value: mapped.email } }]),
    ...fieldMistakes(desk.fields, fieldsOf(desk, mapped), "change").map(({ key, params, path }) => (key === "ticket.unknown-field" ? { key, params } : { key: "intake.field", params: { field: path.split("/").at(-1) ?? "" } })),
  ];
}

/** Values as their fields hold them: a number from its digits, a tick from "true". */
function fieldsOf(desk: DeskConfig, mapped: Mapped): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(mapped.fields).map(([key, value]) => {
      const kind = desk.fields.find((field) => field.key === key)?.kind;
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      if ((kind === "number" || kind === "money") && typeof value === "string" && /^-?\d+([.,]\d+)?$/.test(value.trim())) return [key, Number(value.trim().replace(",", "."))];
      if (kind === "check" && typeof value !== "boolean") return [key, /^(?:true|yes|1|sí|si|sim|da)$/i.test(text)];
      if (kind === "multi-choice") return [key, Array.isArray(value) ? value.map(String) : text.split(",").map((one) => one.trim())];
      return [key, kind === "text" || kind === "long-text" || kind === "choice" || kind === "date" ? text : value];
    }),
  );
}

/** Who asks: by address, by phone, or nobody who could be answered: a name. */
async function requesterOf(work: Work, desk: DeskConfig, mapped: Mapped, source: StoredSource): Promise<{ id: number; known: string; locale: string | null }> {
  const name = mapped.name || mapped.author;
  const locale = mapped.language === "" ? null : languageOf(mapped.language);
  const ours = (await work.desks.get()).byAddress.has(addressKey(mapped.email));
  if (addressOk(mapped.email) && !ours) {
    const [person] = await ensurePeople(work, [{ address: mapped.email, name, locale }]);
    if (person !== undefined) return { id: person.id, known: person.address, locale: locale ?? person.locale };
  }
  const country = countryOf(desk);
  if (mapped.phone.replace(/\D/g, "").length >= 3) {
    const found = await ensureByPhone(work, { phone: mapped.phone, name, country }).catch((error: unknown) => {
      // several share the number and nothing says who calls: somebody of that number
      if (isProblem(error) && error.key === "person.several") return ensureByPhone(work, { phone: mapped.phone, name: phoneWritten(mapped.phone), country });
      throw error;
    });
    return { id: found.id, known: found.number, locale };
  }
  const called = name || source.name;
  return { id: await insertPerson(work, called), known: called, locale };
}

/** What rules know of an item before it is a ticket: what it would be as one (R3). */
export function itemFacts(desk: DeskConfig, source: Pick<StoredSource, "kind">, mapped: Mapped): ItemFacts {
  return {
    queue: mapped.queue || (desk.queues.find(({ archived }) => !archived)?.key ?? ""),
    type: mapped.type || null,
    priority: mapped.priority || "normal",
    tags: mapped.tags,
    source: ways[source.kind],
    location: mapped.location === "" ? [] : [mapped.location.toLowerCase()],
    requester: mapped.email || mapped.phone,
    rating: mapped.rating,
    fields: fieldsOf(desk, mapped),
    text: normalise([mapped.subject, mapped.body, mapped.text, mapped.author, mapped.name, mapped.email, mapped.site].join(" \n ")),
  };
}

const words = (text: string): Pick<Writing, "html" | "text" | "quoteAt"> => ({ ...renderBody(text, null, true), quoteAt: null });

/** Opens the ticket of an item that is new. @throws 422 for what the desk does not have */
export async function openFromItem(work: Work, desk: DeskConfig, source: StoredSource, mapped: Mapped): Promise<number> {
  const requester = await requesterOf(work, desk, mapped, source);
  const language = languageOf(desk.language) ?? "en";
  const said = mapped.body || mapped.text || translate(language, "intake.no-words", { source: source.name });
  const subject = mapped.subject || (mapped.text || mapped.body ? "" : translate(language, "intake.subject", { source: source.name }));
  const way = ways[source.kind];
  const { number } = await createTicket(work, {
    desk,
    subject,
    requesterId: requester.id,
    requesterAddress: requester.known,
    watcherIds: [],
    // without being asked to, nobody is written to because they wrote a review
    message: { kind: "reply", authorId: requester.id, side: "customer", channel: way, ...words(said), attachments: [], automatic: source.settings.confirm !== true },
    type: mapped.type === "" ? undefined : mapped.type,
    fields: fieldsOf(desk, mapped),
    // a site of ours, where the review names one as we do
    locationId: (mapped.location === "" ? null : await locationCalled(work.db, desk.id, mapped.location)) ?? undefined,
    tags: mapped.tags,
    source: way,
    locale: requester.locale,
  });
  const priority = priorities.find((one) => one === mapped.priority);
  if (mapped.queue !== "" || priority !== undefined) await patchTicket(work, number, { ...(mapped.queue === "" ? {} : { queue: mapped.queue }), ...(priority === undefined ? {} : { priority }) });
  if (source.kind === "review" || isReview(mapped)) await setReview(work, number, reviewIn(source, mapped), source.name);
  return number;
}

/** What the source says of it by now: the review is brought up to date, and colleagues read what is new in a note. */
export async function updateFromItem(work: Work, desk: DeskConfig, source: StoredSource, mapped: Mapped, number: number): Promise<number> {
  const language = languageOf(desk.language) ?? "en";
  const review = source.kind === "review" || isReview(mapped);
  const before = review ? await setReview(work, number, reviewIn(source, mapped), source.name) : null;
  const ratings = before !== null && before.rating !== mapped.rating ? translate(language, "intake.note.rating", { from: shown(before.rating), to: shown(mapped.rating) }) : "";
  const said = mapped.body || mapped.text;
  const note = [translate(language, "intake.note.changed", { source: source.name }), ratings, before !== null && before.text === mapped.text ? "" : said].filter((part) => part !== "").join("\n\n");
  const placed = await addStaffMessage(work, number, { kind: "note", authorId: null, side: "system", channel: ways[source.kind], ...words(note), attachments: [], automatic: true });
  return placed.number;
}
const shown = (rating: number | null): string => (rating === null ? "—" : String(rating));

const reviewIn = ({ settings }: StoredSource, { rating, text, author, site, location, link, writtenAt }: Mapped) => ({ rating, best: settings.best ?? 5, text, author, site, location, link, writtenAt });
