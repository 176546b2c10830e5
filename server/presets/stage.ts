import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DeskConfig } from "../desks/index.ts";
import { storeFile, type FileUse } from "../files/index.ts";
import { addressKey, ensurePeople, grantsOf, profileOf } from "../people/index.ts";
import { textToHtml } from "../platform/rich-text/index.ts";
import type { Actor, Person, Work } from "../platform/work.ts";
import type { Writing } from "../tickets/index.ts";
import type { Conversation, Demo } from "./format.ts";
import { attachmentPath } from "./read.ts";

export const player: Actor = { kind: "system", via: "demo" };

/** What is played, and where. */
export interface Stage {
  /** the preset's */
  name: string;
  /** the desk's key */
  desk: string;
  demo: Demo;
  /** where presets are; absent: where they are installed */
  folder: string | undefined;
  /** colleagues who have acted, by address: what they may do does not change while it is played */
  colleagues: Map<string, Person>;
  /** by address: who is in copy before writing is called the same */
  names: ReadonlyMap<string, string>;
}

export function stageOf(name: string, desk: string, demo: Demo, folder: string | undefined): Stage {
  const named = [...demo.conversations.flatMap(({ from }) => (from.email === undefined ? [] : [{ email: from.email, name: from.name }])), ...demo.people];
  return { name, desk, demo, folder, colleagues: new Map(), names: new Map(named.map((one) => [addressKey(one.email), one.name])) };
}

export async function deskOf(work: Work, stage: Stage): Promise<DeskConfig> {
  const desk = (await work.desks.get()).byKey.get(stage.desk);
  if (desk === undefined) throw new Error(`there is no desk ${stage.desk}`);
  return desk;
}

/** The person of an address, acting in the demonstration. */
export async function personAt(work: Work, stage: Stage, address: string): Promise<Person> {
  const before = stage.colleagues.get(addressKey(address));
  if (before !== undefined) return before;
  const [known] = await ensurePeople(work, [{ address, name: stage.names.get(addressKey(address)) ?? null }]);
  if (known === undefined) throw new Error("nobody writes");
  const person: Person = { kind: "person", id: known.id, name: known.name, email: known.address, locale: known.locale, grants: await grantsOf(work.db, known.id), via: "demo" };
  if (person.grants.length > 0) stage.colleagues.set(addressKey(address), person);
  return person;
}

/** Somebody who asks, perhaps without an address. */
export async function personOf(work: Work, id: number): Promise<Person> {
  const profile = await profileOf(work.db, id);
  if (profile === null) throw new Error("nobody of this number");
  return { kind: "person", id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, via: "demo" };
}

const typesByEnding: Record<string, string> = { ".csv": "text/csv", ".txt": "text/plain", ".edi": "text/plain", ".xml": "text/xml" };

/** Stores what is attached. Returns the ids. */
export async function attach(work: Work, { name, folder }: Stage, files: readonly string[] = []): Promise<string[]> {
  const createdBy = work.actor.kind === "person" ? work.actor.id : null;
  const ids: string[] = [];
  for (const file of files) {
    const content = await readFile(attachmentPath(name, file, folder));
    const type = typesByEnding[path.extname(file)] ?? "application/octet-stream";
    ids.push((await storeFile(work, { name: file, type, content, createdBy })).id);
  }
  return ids;
}

/** What somebody says, as it is stored. */
export async function words(work: Work, stage: Stage, { text = "", attachments }: Partial<Pick<Conversation, "text" | "attachments">>, author: Pick<Writing, "kind" | "authorId" | "side" | "channel">): Promise<Writing> {
  const uses: FileUse[] = (await attach(work, stage, attachments)).map((fileId) => ({ fileId, contentId: null, inline: false }));
  return { ...author, html: textToHtml(text), text, quoteAt: null, attachments: uses, automatic: false };
}
