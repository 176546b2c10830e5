import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import type { DeskWords } from "../features/desks/api.ts";

/** The desk whose portal this is. */
export interface PortalDesk {
  key: string;
  words: DeskWords;
  /** the address of a page of this portal */
  at: (path: string) => string;
}
export const DeskContext = createContext<PortalDesk | null>(null);

export function usePortalDesk(): PortalDesk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("outside of a desk's portal");
  return desk;
}

/** A status that the page has not heard of was added since (C7): the desk is read anew. */
export function useNewStatuses(shown: readonly string[]): void {
  const client = useQueryClient();
  const { key, words } = usePortalDesk();
  const { statuses, archived } = words.configuration;
  const unheard = shown.find((status) => [...statuses, ...archived.statuses].every((one) => one.key !== status));
  useEffect(() => {
    if (unheard !== undefined) void client.invalidateQueries({ queryKey: ["desk", key] });
  }, [client, key, unheard]);
}

/** What the desk itself says of a status: its label, and in its own words what it means (H9). */
export function explanation(words: DeskWords, status: string, language: string): string | undefined {
  const { configuration } = words;
  const texts = configuration.statuses.find((one) => one.key === status)?.explanations;
  if (!texts || Object.keys(texts).length === 0) return undefined;
  return texts[language] ?? texts[language.split("-")[0] ?? ""] ?? texts[configuration.language] ?? texts["en"] ?? Object.values(texts)[0];
}
