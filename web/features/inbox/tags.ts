import { useQuery } from "@tanstack/react-query";
import { call, query } from "../../lib/api.ts";

const none: string[] = [];

/** The tags in use at a desk, the commonest first; asked for when somebody is about to choose one. */
export function useTags(desk: string | undefined, wanted: boolean): string[] {
  const { data } = useQuery({ queryKey: ["tags", desk], queryFn: ({ signal }) => call<{ items: string[] }>(`/tags${query({ desk })}`, { signal }), enabled: wanted && desk !== undefined, staleTime: 60_000 });
  return data?.items ?? none;
}
