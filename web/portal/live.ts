import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { followLive } from "../lib/live.ts";

/** Short interruptions are not told: they mend themselves. In ms. */
const patience = 5000;

/** Keeps what is shown up to date while somebody is signed in. False: for a while nothing new could arrive. */
export function useLiveRequests(signedIn: boolean): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    if (!signedIn) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (ticket: number | null) => {
      void client.invalidateQueries({ queryKey: ["requests"] });
      void client.invalidateQueries({ queryKey: ticket === null ? ["request"] : ["request", ticket] });
    };
    const following = followLive({
      onEvent: (event) => refresh(event.ticket),
      onResume: () => refresh(null),
      onState: (state) => {
        clearTimeout(timer);
        if (state === "open") setLive(true);
        else if (state === "lost") timer = setTimeout(() => setLive(false), patience);
      },
    });
    return () => {
      clearTimeout(timer);
      following.close();
    };
  }, [client, signedIn]);
  return live;
}
