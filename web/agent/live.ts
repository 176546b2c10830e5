import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { meQuery } from "../features/auth/api.ts";
import { refreshLists } from "../features/inbox/api.ts";
import { followLive, onWhisper, type LiveState } from "../lib/live.ts";

/** Lists are read again at most this often, in ms, however much happens. */
const listBeat = 1000;
/** A connection shorter away than this, in ms, is nobody's concern. */
const patience = 4000;

/** Keeps what is shown current. Tells `lost` once the connection has been away for a while. */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => {
    let beat: ReturnType<typeof setTimeout> | undefined;
    let worry: ReturnType<typeof setTimeout> | undefined;
    let changed = new Set<number>();
    const refresh = () => {
      beat ??= setTimeout(() => {
        beat = undefined;
        void refreshLists(client, changed);
        changed = new Set();
        void client.invalidateQueries({ queryKey: ["mail"] });
        void client.invalidateQueries({ queryKey: ["mailbox"] });
        void client.invalidateQueries({ queryKey: ["first-steps"] });
        void client.invalidateQueries({ queryKey: ["agenda"] });
        void client.invalidateQueries({ queryKey: ["board"] });
        void client.invalidateQueries({ queryKey: ["approvals"] });
      }, listBeat);
    };
    const live = followLive({
      onEvent: ({ ticket }) => {
        if (ticket !== null) {
          changed.add(ticket);
          void client.invalidateQueries({ queryKey: ["ticket", ticket] });
        }
        refresh();
      },
      onResume: () => void client.invalidateQueries(),
      onState: (now) => {
        clearTimeout(worry);
        if (now === "lost") worry = setTimeout(() => setState("lost"), patience);
        else setState(now);
      },
    });
    const deaf = onWhisper("configuration", ({ desk }) => {
      for (const what of ["desk", "canned"]) void client.invalidateQueries({ queryKey: desk === null ? [what] : [what, desk] });
      // what one may do, and which statuses a ticket may take, is of the configuration too
      const rights = () => JSON.stringify(client.getQueryData(meQuery.queryKey)?.desks);
      const before = rights();
      void client.invalidateQueries({ queryKey: ["ticket"] });
      void client.invalidateQueries({ queryKey: ["me"] }).then(() => (rights() === before ? undefined : client.invalidateQueries()));
    });
    const deafToAccess = onWhisper("access", () => void client.invalidateQueries());
    return () => {
      deafToAccess();
      deaf();
      clearTimeout(beat);
      clearTimeout(worry);
      live.close();
    };
  }, [client]);
  return state;
}
