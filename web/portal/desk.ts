import { createContext, useContext } from "react";
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

/** What the desk itself says of a status: its label, and in its own words what it means (H9). */
export function explanation(words: DeskWords, status: string, language: string): string | undefined {
  const { configuration } = words;
  const texts = configuration.statuses.find((one) => one.key === status)?.explanations;
  if (!texts || Object.keys(texts).length === 0) return undefined;
  return texts[language] ?? texts[language.split("-")[0] ?? ""] ?? texts[configuration.language] ?? texts["en"] ?? Object.values(texts)[0];
}
