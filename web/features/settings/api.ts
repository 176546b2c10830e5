import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Colleague, Configuration, ConfigurationPart, DeskBasics, Handover, HeldRole, NewColleague } from "../../../contract/configuration.ts";
import { configurationParts } from "../../../contract/configuration.ts";
import type { Mailbox, MailboxSettings, MailboxTest } from "../../../contract/mailboxes.ts";
import { call, isNetworkProblem, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";

const id = encodeURIComponent;
export const configurationQuery = (desk: string) =>
  queryOptions({ queryKey: ["configuration", desk], queryFn: ({ signal }) => call<Configuration>(`/desks/${id(desk)}/configuration`, { signal }), staleTime: 30_000 });

type Definition = Configuration["definition"];
/** Each part of a configuration, as it is written. */
export interface Parts extends Omit<Pick<Definition, Exclude<ConfigurationPart, "general">>, never> {
  general: DeskBasics;
}
export const basicsOf = ({ key: _key, statuses: _s, queues: _q, types: _t, fields: _f, forms: _forms, roles: _r, cannedReplies: _c, letters: _letters, calendars: _cal, serviceLevels: _l, rules: _rules, topics: _topics, ...basics }: Definition): DeskBasics => basics;
export const partOf = <P extends ConfigurationPart>(definition: Definition, part: P): Parts[P] => ({ ...definition, general: basicsOf(definition) })[part] as Parts[P];

/** What is wrong, by JSON pointer into the part. */
export type Mistakes = Record<string, string>;
export type Saved = "saved" | "refused" | "failed";
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * One part of a desk's configuration, and how to change it. A change is told as a function: when somebody was faster, it is
 * made again on what they made of it. What is refused is told at its place, and nothing that was typed is taken away.
 */
export function usePart<P extends ConfigurationPart>(desk: string, part: P) {
  const client = useQueryClient();
  const { data } = useQuery(configurationQuery(desk));
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const write = async (base: Configuration, change: (value: Parts[P]) => Parts[P]): Promise<Configuration> => {
    const before = partOf(base.definition, part);
    const after = tidied(change(before));
    if (same(before, after)) return base;
    return call<Configuration>(`/desks/${id(desk)}/configuration/${configurationParts[part]}`, { method: "PUT", body: after, ifMatch: base.version });
  };
  const save = async (change: (value: Parts[P]) => Parts[P], said: string = t("desk.settings.saved")): Promise<Saved> => {
    const base = client.getQueryData(configurationQuery(desk).queryKey) ?? data;
    if (base === undefined) return "failed";
    try {
      let after: Configuration;
      try {
        after = await write(base, change);
      } catch (error) {
        if (problemOf(error)?.status !== 412) throw error;
        after = await write(await client.fetchQuery({ ...configurationQuery(desk), staleTime: 0 }), change);
      }
      setMistakes({});
      if (after.version !== base.version) toast({ key: "settings", text: said });
      client.setQueryData(configurationQuery(desk).queryKey, after);
      await Promise.all([client.invalidateQueries({ queryKey: ["desk", desk] }), client.invalidateQueries({ queryKey: ["canned", desk] })]);
      return "saved";
    } catch (error) {
      const problem = problemOf(error);
      const told = problem?.errors ?? (problem?.path === undefined ? [] : [{ path: problem.path, detail: problem.detail ?? problem.title }]);
      setMistakes(Object.fromEntries(told.map(({ path, detail }) => [path, detail])));
      // what another part names cannot be said at a field of this one
      const elsewhere = part === "general" ? undefined : told.find(({ path }) => !/^\/\d/.test(path));
      if (elsewhere !== undefined) toast({ kind: "problem", key: "settings", text: elsewhere.detail });
      if (told.length === 0) toast({ kind: "problem", key: "settings", text: isNetworkProblem(error) ? t("desk.settings.offline") : (problem?.detail ?? problem?.title ?? inWords(error)) });
      return told.length === 0 ? "failed" : "refused";
    }
  };
  return { configuration: data, save, mistakes };
}

/** A list of tags is typed as a text with commas: what is empty between them is nothing. */
const tidied = <T,>(value: T): T => JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === "tags" && Array.isArray(one) ? one.map((tag) => String(tag).trim()).filter((tag) => tag !== "") : one))) as T;

const agents = (desk: string) => `/desks/${id(desk)}/agents`;
export const colleaguesQuery = (desk: string) => queryOptions({ queryKey: ["colleagues", desk], queryFn: async ({ signal }) => (await call<{ items: Colleague[] }>(agents(desk), { signal })).items });
export const invite = (desk: string, body: NewColleague) => call<Colleague>(agents(desk), { method: "POST", body });
export const inviteAgain = (desk: string, email: string) => call<Colleague>(`${agents(desk)}/${id(email)}/invitation`, { method: "POST" });
export const setRoles = (desk: string, email: string, roles: HeldRole[], handover?: Handover) =>
  call<Colleague>(`${agents(desk)}/${id(email)}/roles`, { method: "PUT", body: { roles, ...(handover === undefined ? {} : { handover }) } });
export const deactivate = (desk: string, email: string, handover: Handover) => call<Colleague>(`${agents(desk)}/${id(email)}/deactivation`, { method: "PUT", body: handover });
export const reactivate = (desk: string, email: string) => call<Colleague>(`${agents(desk)}/${id(email)}/deactivation`, { method: "DELETE" });

export const mailboxesQuery = queryOptions({ queryKey: ["mailboxes"], queryFn: async ({ signal }) => (await call<{ items: Mailbox[] }>("/mailboxes", { signal })).items });
export const saveMailbox = (key: string, body: MailboxSettings) => call<Mailbox>(`/mailboxes/${id(key)}`, { method: "PUT", body });
export const tryMailbox = (key: string, body: MailboxSettings) => call<MailboxTest>(`/mailboxes/${id(key)}/test`, { method: "POST", body });
export const removeMailbox = (key: string) => call<void>(`/mailboxes/${id(key)}`, { method: "DELETE" });

/** A key of a name: `Atención al cliente` → `atencion-al-cliente`; another one where it is taken. */
export function keyFor(name: string, taken: readonly string[]): string {
  const base = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "x";
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(key)) return key;
  }
}
