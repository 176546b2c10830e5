import type { IntakePreview, IntakePreviewInput, Mapped } from "../../contract/intake.ts";
import type { Language } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import { parse } from "./actions.ts";
import { decideItem } from "../automations/index.ts";
import { isKept, mapPayload } from "./mapping.ts";
import * as store from "./store.ts";
import type { StoredItem, StoredSource } from "./store.ts";
import { itemFacts, mistakesIn } from "./tickets.ts";
import { viewItem } from "./view.ts";

/** So many of the last payloads are tried. */
const tried = 10;

/** What the settings would make of the last payloads, and of an example. Nothing is written. */
export async function preview(db: Db, desk: DeskConfig, source: StoredSource | null, input: IntakePreviewInput, language: Language): Promise<IntakePreview> {
  const items = source === null ? [] : await store.listItems(db, source.id, null, tried);
  const all: { item: StoredItem | null; raw: string }[] = [...(input.example === undefined ? [] : [{ item: null, raw: input.example }]), ...items.map((item) => ({ item, raw: item.payload }))];
  const read = all.map(({ item, raw }) => {
    const payload = parse(raw);
    return { item, mapped: payload === undefined ? null : mapPayload(input.settings, payload, raw) };
  });
  const known = source === null ? new Map<string, number>() : await store.ticketsOf(db, source.id, read.flatMap(({ mapped }) => (mapped === null ? [] : [mapped.externalId])));
  return {
    items: read.map(({ item, mapped }) => {
      const mistakes = mapped === null ? [{ key: "intake.unreadable", params: {} }] : mistakesIn(desk, mapped);
      // an unreadable address or priority is passed over; what the desk does not have stops the ticket
      const stops = mistakes.some(({ key }) => !["intake.email", "intake.priority"].includes(key));
      return {
        item: item === null ? null : viewItem(item, language),
        would: mapped === null || stops ? "failed" : known.has(mapped.externalId) ? "updated" : isKeptBy(desk, input, mapped) ? "kept" : "ticketed",
        mapped,
        mistakes: mistakes.map(({ key, params }) => translate(language, `problem.${key}`, params)),
      };
    }),
  };
}

/** A rule of the desk decides before the source's own mark does. */
function isKeptBy(desk: DeskConfig, input: IntakePreviewInput, mapped: Mapped): boolean {
  const { becomes } = decideItem(desk, input.kind, () => itemFacts(desk, input, mapped));
  return becomes === "kept" || (becomes === null && isKept(input.settings, mapped));
}
