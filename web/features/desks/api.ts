import { queryOptions, useQuery } from "@tanstack/react-query";
import { labelIn } from "../../../contract/common.ts";
import type { DeskConfiguration, State, StatusColor, TicketField } from "../../../contract/desks.ts";
import { readDesk } from "../../lib/calls.ts";
import { currentLanguage, hasText, text } from "../../lib/i18n.ts";

export const deskQuery = (key: string) => queryOptions({ queryKey: ["desk", key], queryFn: ({ signal }) => readDesk(key, { signal }), staleTime: 10 * 60_000, enabled: key !== "" });

/** A desk's configuration with its labels read in the reader's language; undefined until it is there. */
export const useDesk = (key: string): DeskWords | undefined => {
  const { data } = useQuery(deskQuery(key));
  return data && deskWords(data);
};

/** A built-in letter has its name in the catalogues, whatever a desk calls its own version of it. */
export const letterName = (key: string, label: string | undefined): string => (hasText(`desk.letter.${key}`) ? text(`desk.letter.${key}`) : (label ?? key));

export interface DeskWords {
  configuration: DeskConfiguration;
  name: string;
  status: (key: string) => string;
  stateOf: (key: string) => State;
  /** of a status; null: its state's */
  colorOf: (key: string) => StatusColor | null;
  queue: (key: string) => string;
  /** with its parents: "Rates › Parity" */
  type: (key: string) => string;
  agent: (email: string) => string;
  /** by its key, a built-in one too */
  letter: (key: string) => string;
  /** a field of tickets, also one that was removed */
  field: (key: string) => TicketField | undefined;
  fieldName: (key: string) => string;
}
const known = new WeakMap<DeskConfiguration, { language: string; words: DeskWords }>();

export function deskWords(desk: DeskConfiguration): DeskWords {
  const language = currentLanguage();
  const remembered = known.get(desk);
  if (remembered?.language === language) return remembered.words;
  const label = (labels: Record<string, string>) => labelIn(labels, language, desk.language);
  // what was removed is no choice any more, but old tickets name it
  const { archived } = desk;
  const statuses = new Map([...archived.statuses, ...desk.statuses].map((one) => [one.key, one]));
  const queues = new Map([...archived.queues, ...desk.queues].map((one) => [one.key, label(one.labels)]));
  const types = new Map([...archived.types, ...desk.types].map((one) => [one.key, one]));
  const fields = new Map([...archived.fields, ...desk.fields].map((one) => [one.key, one]));
  const letters = new Map(desk.letters.map((one) => [one.key, label(one.labels)]));
  const agents = new Map(desk.agents.map((one) => [one.email, one.name]));
  const type = (key: string): string => {
    const one = types.get(key);
    if (!one) return key;
    return one.parent ? `${type(one.parent)} › ${label(one.labels)}` : label(one.labels);
  };
  const words: DeskWords = {
    configuration: desk,
    name: label(desk.labels),
    status: (key) => label(statuses.get(key)?.labels ?? { en: key }),
    stateOf: (key) => statuses.get(key)?.state ?? "open",
    colorOf: (key) => statuses.get(key)?.color ?? null,
    queue: (key) => queues.get(key) ?? key,
    type,
    agent: (email) => agents.get(email) ?? email,
    letter: (key) => letterName(key, letters.get(key)),
    field: (key) => fields.get(key),
    fieldName: (key) => label(fields.get(key)?.labels ?? { en: key }),
  };
  known.set(desk, { language, words });
  return words;
}
