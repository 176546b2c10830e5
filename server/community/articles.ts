import type { Language } from "../../contract/common.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";

/** What the help centre tells of an article: what it is called and where it stands, in a language; null: the reader has no such article. */
export type FindArticle = (db: Db, desk: DeskConfig, language: Language, actor: Actor | null, id: number) => Promise<{ title: string; path: string } | null>;
