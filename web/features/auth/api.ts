import { queryOptions, useMutation, useQueryClient, useSuspenseQuery, type QueryClient } from "@tanstack/react-query";
import type { Me } from "../../../contract/auth.ts";
import { changeMe, readMe } from "../../lib/calls.ts";

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => readMe({ signal }), staleTime: 5 * 60_000, retry: false });

/** Who is signed in. Only below the routes that require it. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/**
 * Whose session it is now. What another saw or wrote here is not left for them: the page begins anew.
 * @returns whether one may go on in it
 */
export function enter(client: QueryClient, me: Me): boolean {
  const before = client.getQueryData(meQuery.queryKey);
  if (before !== undefined && before.email !== me.email) {
    location.assign("/desk/tickets");
    return false;
  }
  client.setQueryData(meQuery.queryKey, me);
  return true;
}

/** Changes what is one's own; shown at once, and taken back when the server refuses. */
export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: changeMe,
    onMutate: (change) => {
      const before = client.getQueryData(meQuery.queryKey);
      if (before) client.setQueryData(meQuery.queryKey, { ...before, ...change, preferences: { ...before.preferences, ...change.preferences } });
      return before;
    },
    onError: (_error, _change, before) => before && client.setQueryData(meQuery.queryKey, before),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
}

export const densities = ["comfortable", "compact", "table"] as const;
export type Density = (typeof densities)[number];
export const densityOf = (me: Me): Density => densities.find((one) => one === me.preferences["density"]) ?? "comfortable";
