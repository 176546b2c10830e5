import { queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { listMailbox, readMailbox } from "../../lib/calls.ts";

export function useMailbox() {
  return useInfiniteQuery({
    queryKey: ["mailbox", "list"],
    queryFn: ({ pageParam, signal }) => listMailbox({ after: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  });
}
export const mailboxMailQuery = (id: number) => queryOptions({ queryKey: ["mailbox", id], queryFn: ({ signal }) => readMailbox(id, { signal }) });
