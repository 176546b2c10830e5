import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Board, BoardAgent, BoardTicket } from "../../../contract/board.ts";
import { call, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { useBulk } from "../inbox/bulks.ts";
import { useChangeTicket } from "../tickets/api.ts";

/** Of each group so many tickets are shown, and so many when asked for more. */
export const boardSizes = { first: 50, more: 200 };

export const boardQuery = (desk: string, limit: number) =>
  queryOptions({ queryKey: ["board", desk, limit], queryFn: ({ signal }) => call<Board>(`/desks/${encodeURIComponent(desk)}/board${query({ limit })}`, { signal }), staleTime: 10_000, enabled: desk !== "" });

export const useBoard = (desk: string, limit: number) => useQuery({ ...boardQuery(desk, limit), placeholderData: (before: Board | undefined) => (before?.desk === desk ? before : undefined) });

/** The board without what was just given to somebody, who has as much more to do. */
function given(board: Board, numbers: ReadonlySet<number>, to: BoardAgent): Board {
  let moved = 0;
  const groups = board.groups.map((group) => {
    const items = group.items.filter((item) => !numbers.has(item.number));
    const gone = group.items.length - items.length;
    moved += gone;
    return gone === 0 ? group : { ...group, items, count: Math.max(group.count - gone, items.length) };
  });
  return { ...board, groups, agents: board.agents.map((agent) => (agent.email === to.email ? { ...agent, open: agent.open + moved } : agent)) };
}

/**
 * Gives tickets to an agent: gone from the board at once. One is a change like any other, with ⌘Z; several are a bulk with
 * its report, which leaves alone what somebody else assigned meanwhile.
 */
export function useAssign(desk: string) {
  const client = useQueryClient();
  const change = useChangeTicket();
  const bulk = useBulk();
  const refresh = () => void client.invalidateQueries({ queryKey: ["board", desk] });
  const assign = (tickets: readonly BoardTicket[], to: BoardAgent): void => {
    const [first, second] = tickets;
    if (first === undefined) return;
    void client.cancelQueries({ queryKey: ["board", desk] });
    const numbers = new Set(tickets.map((ticket) => ticket.number));
    client.setQueriesData<Board>({ queryKey: ["board", desk] }, (board) => board && given(board, numbers, to));
    if (second === undefined) change({ before: first, change: { assignee: to.email }, said: t("desk.board.assigned", { number: first.number, name: to.name }) }, { onSettled: refresh });
    else bulk.start({ numbers: [...numbers], change: { assignee: to.email, onlyUnassigned: true } }, { onSettled: refresh });
  };
  return { assign, bulk };
}
