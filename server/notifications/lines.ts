import type { Language } from "../../contract/common.ts";
import type { NotificationKind } from "../../contract/notifications.ts";
import { translate } from "../platform/i18n.ts";

/** What happened, as one sentence: "Ana replied", "Eva set the status: Solved". The bell of the browser says the same. */
export const lineOf = (lang: Language, { kind, by, detail }: { kind: NotificationKind; by: string | null; detail: string | null }): string =>
  translate(lang, `desk.bell.line.${kind}`, { by: by ?? "", known: by === null ? "no" : "yes", detail: detail ?? "", more: detail === null || detail === "" ? "no" : "yes" });
