import type { TopicDefinition } from "../../contract/community.ts";
import type { Answered, TestApp } from "../testing/factories.ts";

export const topics: TopicDefinition[] = [
  { key: "facturas", labels: { es: "Facturas", en: "Invoices" }, descriptions: { es: "Todo sobre facturar" } },
  { key: "novedades", labels: { es: "Novedades", en: "News" }, writers: "staff" },
  { key: "socios", labels: { es: "Socios", en: "Partners" }, readers: "signed-in" },
];

/** Somebody with a browser without script: sends forms, follows where they lead. Null: nobody signed in. */
export const browserOf = (app: TestApp, email: string | null) => {
  const ask = email === null ? app.anyone : app.as(email);
  return {
    get: (path: string): Promise<Answered> => ask(path.startsWith("http") ? new URL(path).pathname + new URL(path).search : path),
    post: (path: string, fields: Record<string, string> = {}): Promise<Answered> =>
      ask({ method: "POST", url: path, payload: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } }),
  };
};
/** Where an answer leads to. */
export const leadsTo = (answer: Answered): string => String(answer.headers["location"] ?? `nowhere (${answer.status}): ${answer.text.slice(0, 300)}`);
/** What a person reads of a page: its words, without tags. */
export const readOf = (answer: Answered): string =>
  answer.text
    .replace(/<(style|script|svg)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "")
    .replace(/\s+/g, " ");
