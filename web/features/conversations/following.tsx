import { IconBellOff, IconEye } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Following, FollowState } from "../../../contract/conversations.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { call, problemOf } from "../../lib/api.ts";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";

/** How one follows a ticket, who watches it, and the way to change one's own. */
export function useFollowing(ticket: Pick<Ticket, "number">) {
  const client = useQueryClient();
  const at = `/tickets/${ticket.number}/following`;
  const key = ["following", ticket.number];
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => call<Following>(at, { signal }), staleTime: 60_000 });
  const change = useMutation({
    mutationFn: (state: FollowState | null) => call<Following>(at, { method: "PUT", body: { state } }),
    onSuccess: (now, state) => {
      client.setQueryData(key, now);
      toast({ key: "following", text: t(state === null ? "desk.follow.none" : `desk.follow.${state}`), actions: [{ label: t("desk.undo"), run: () => change.mutate(data?.mine ?? null) }] });
      return client.invalidateQueries({ queryKey: ["ticket", ticket.number] });
    },
    onError: (error) => toast({ kind: "problem", key: "following", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }),
  });
  return { following: data?.mine ?? null, watching: data?.watching ?? [], follow: change.mutate };
}

/** Watches the ticket with a press, and tells who else does. */
export function WatchButton({ ticket, className }: { ticket: Ticket; className: string }) {
  const me = useMe();
  const { following, watching, follow } = useFollowing(ticket);
  const others = watching.filter((one) => one.email !== me.email).map((one) => one.name);
  const label = t(following === "watching" ? "desk.act.unwatch" : following === "muted" ? "desk.act.unmute" : "desk.act.watch");
  return (
    <IconButton className={className} label={others.length > 0 ? `${label} · ${t("desk.follow.others", { names: list(others) })}` : label} hotkey="w" aria-pressed={following !== null} onClick={() => follow(following === null ? "watching" : null)}>
      {following === "muted" ? <IconBellOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
    </IconButton>
  );
}
