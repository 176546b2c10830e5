import { queryOptions } from "@tanstack/react-query";
import type { LetterPreview, LetterTrial, StandardLetters } from "../../../contract/letters.ts";
import { call } from "../../lib/api.ts";

const id = encodeURIComponent;

/** The letters every desk has, as they are built in. */
export const standardLettersQuery = (desk: string) =>
  queryOptions({ queryKey: ["standard-letters", desk], queryFn: async ({ signal }) => (await call<StandardLetters>(`/desks/${id(desk)}/standard-letters`, { signal })).items, staleTime: 60_000 });
export type StandardLetter = StandardLetters["items"][number];

export const letterPreviewQuery = (desk: string, trial: LetterTrial) =>
  queryOptions({ queryKey: ["letter-preview", desk, trial], queryFn: ({ signal }) => call<LetterPreview>(`/desks/${id(desk)}/letters/preview`, { method: "POST", body: trial, signal }), retry: false, staleTime: 10_000 });
export const mailTrial = (desk: string, trial: LetterTrial) => call<{ to: string }>(`/desks/${id(desk)}/letters/test`, { method: "POST", body: trial });
/** How long nobody has typed before a preview is drawn, in ms. */
export const previewAfter = 500;
