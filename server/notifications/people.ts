import { labelIn, type Language } from "../../contract/common.ts";
import { defaultDigest, type NotificationChoices } from "../../contract/notifications.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { presenceAt } from "../follow-ups/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { languageOf, translate } from "../platform/i18n.ts";
import type { Person } from "../platform/work.ts";
import { quietUntil } from "./quiet.ts";
import type { Detail } from "./rules.ts";
import type { Colleague } from "./store.ts";

/** What holds for who has chosen nothing. */
export const noChoices: NotificationChoices = { choices: { mine: {}, queues: {}, watched: {} }, queues: null, quiet: null, digest: defaultDigest };

/** One of the staff as policy and telling know them. */
export interface Told {
  id: number;
  name: string;
  address: string | null;
  addresses: readonly string[];
  actor: Person;
  choices: NotificationChoices;
  /** ids of the queues that are theirs */
  queues: ReadonlySet<number>;
  language: Language;
  /** when they may be disturbed */
  loudFrom: Temporal.Instant;
  /** nothing is pushed to who is away by their shifts, or has no device for it */
  pushable: boolean;
}

export function toldPerson(one: Colleague, desks: DeskSet, now: Temporal.Instant): Told {
  const choices = one.choices ?? noChoices;
  const chosen = choices.queues?.map(({ desk, queue }) => desks.byKey.get(desk)?.queues.find(({ key }) => key === queue)?.id);
  const desk = desks.all.find(({ id }) => one.grants.some((grant) => grant.desk === id)) ?? desks.all[0];
  return {
    id: one.id,
    name: one.name,
    address: one.address,
    addresses: one.addresses,
    actor: { kind: "person", id: one.id, name: one.name, email: one.address, locale: one.locale, grants: one.grants.map((grant) => ({ ...grant, permissions: new Set(grant.permissions) })), via: "job" },
    choices,
    queues: new Set((chosen ?? one.grants.map((grant) => grant.queue)).filter((id) => id !== null && id !== undefined) as number[]),
    language: (one.locale === null ? null : languageOf(one.locale)) ?? languageOf(desk?.language ?? "en") ?? "en",
    loudFrom: quietUntil(choices.quiet, one.timeZone ?? desk?.timeZone ?? "UTC", now),
    pushable: one.reachable && (one.shifts === null || presenceAt(one.shifts, now).kind !== "absent"),
  };
}

/** To what it changed, or why, in the words and the language of who is told. */
export function detailText(detail: Detail | null, language: Language, { desk, own, nameOf, filesOf }: { desk: DeskConfig; own: readonly string[]; nameOf: (address: string) => string; filesOf: (message: number) => readonly string[] }): string | null {
  const label = (labels: Record<string, string> | undefined, key: string) => (labels === undefined ? key : labelIn(labels, language, desk.language));
  switch (detail?.is) {
    case undefined:
      return null;
    case "text":
      return detail.text;
    case "status":
      return label(desk.statuses.find(({ key }) => key === detail.key)?.labels, detail.key);
    case "queue":
      return label(desk.queues.find(({ key }) => key === detail.key)?.labels, detail.key);
    case "person":
      // to whom it is told: "assigned it to you"
      if (detail.address !== null && own.includes(detail.address)) return null;
      return detail.address === null ? translate(language, "desk.bell.nobody") : nameOf(detail.address);
    case "tags":
      return [...detail.added.map((tag) => `+${tag}`), ...detail.removed.map((tag) => `−${tag}`)].join(" ");
    case "files":
      return new Intl.ListFormat(language, { style: "narrow", type: "unit" }).format(filesOf(detail.messageId).map((name) => `+${name}`));
    case "answer":
      return [translate(language, `desk.bell.answer.${detail.key}`), detail.reason].filter(Boolean).join(": ");
    case "clock":
      return translate(language, `desk.bell.clock.${detail.clock}`);
    case "flag":
      return translate(language, `desk.bell.flag.${detail.flag}`);
    case "score":
      return translate(language, "desk.rating.of", { score: detail.score });
    case "waiting":
      return translate(language, `desk.bell.waiting.${detail.how}`);
  }
}
