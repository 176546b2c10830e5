import { keepPreviousData, queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import type { IntakeItem, IntakePreview, IntakePreviewInput, IntakeSecret, IntakeSource, IntakeSourceInput } from "../../../contract/intake.ts";
import { call, query } from "../../lib/api.ts";
import type { Page } from "../../lib/calls.ts";

const id = encodeURIComponent;
const of = (desk: string, source?: string) => `/desks/${id(desk)}/intake${source === undefined ? "" : `/${id(source)}`}`;
export const sourcesQuery = (desk: string) => queryOptions({ queryKey: ["intake", desk], queryFn: async ({ signal }) => (await call<{ items: IntakeSource[] }>(of(desk), { signal })).items });
export const saveSource = (desk: string, key: string, body: IntakeSourceInput) => call<IntakeSecret>(of(desk, key), { method: "PUT", body });
export const renewSecret = (desk: string, key: string) => call<IntakeSecret>(`${of(desk, key)}/secret`, { method: "POST" });
export const removeSource = (desk: string, key: string) => call<void>(of(desk, key), { method: "DELETE" });
export const retryItem = (desk: string, key: string, item: number) => call<IntakeItem>(`${of(desk, key)}/items/${item}/retry`, { method: "POST" });

/** What the settings would make of the last payloads; what was shown stays until the answer is there. */
export const previewQuery = (desk: string, key: string, input: IntakePreviewInput) =>
  queryOptions({
    queryKey: ["intake", desk, key, "preview", JSON.stringify(input)],
    queryFn: ({ signal }) => call<IntakePreview>(`${of(desk, key)}/preview`, { method: "POST", body: input, signal }),
    placeholderData: keepPreviousData,
  });
export function useItems(desk: string, key: string) {
  return useInfiniteQuery({
    queryKey: ["intake", desk, key, "items"],
    queryFn: ({ pageParam, signal }) => call<Page<IntakeItem>>(`${of(desk, key)}/items${query({ after: pageParam, limit: 20 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The pointers (RFC 6901) to everything in a payload that says something, as far as a list of suggestions goes. */
export function pointersIn(payload: string | undefined): string[] {
  const found: string[] = [];
  const walk = (value: unknown, pointer: string): void => {
    if (found.length >= 300 || pointer.length > 200) return;
    if (typeof value === "object" && value !== null) {
      if (Array.isArray(value) && value.every((one) => typeof one !== "object")) found.push(pointer);
      else for (const [name, inside] of Object.entries(value)) walk(inside, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    } else if (value !== null && pointer !== "") found.push(pointer);
  };
  try {
    walk(JSON.parse(payload ?? "null"), "");
  } catch {
    return []; // half typed: no suggestions yet
  }
  return found;
}
