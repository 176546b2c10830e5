import { Menu } from "@mantine/core";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DemoClock } from "../../../contract/demo.ts";
import { call } from "../../lib/api.ts";
import { now } from "../../lib/clock.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "../auth/api.ts";
import { inWords } from "../auth/sign-in-page.tsx";

const steps = { PT1H: "desk.demo-clock.hour", P1D: "desk.demo-clock.day", P3D: "desk.demo-clock.three-days", P7D: "desk.demo-clock.week" } as const;
type Step = keyof typeof steps;
const all = Object.keys(steps) as Step[];

/** Moves the demonstration's clock on; everything on the page is then read anew. */
function useMoveClock(): { move: (by: Step) => Promise<void>; moving: boolean } {
  const client = useQueryClient();
  const [moving, setMoving] = useState(false);
  const move = async (by: Step) => {
    if (moving) return;
    setMoving(true);
    toast({ key: "demo-clock", text: t("desk.demo-clock.moving") });
    try {
      const { now: at } = await call<DemoClock>("/demo/clock", { method: "POST", body: { advance: by } });
      // who one is says how far the clock stands ahead: first that, then what is told by it
      await client.refetchQueries({ queryKey: ["me"] });
      await client.invalidateQueries();
      toast({ key: "demo-clock", text: t("desk.demo-clock.moved", { at: dayAndTime(at) }) });
    } catch (error) {
      toast({ kind: "problem", key: "demo-clock", text: inWords(error) });
    } finally {
      setMoving(false);
    }
  };
  return { move, moving };
}

/** In the menu of who may: the time it is in the demonstration, and how far to move on. */
export function DemoClockItems() {
  const { clock } = useMe();
  const { move, moving } = useMoveClock();
  if (clock === null || !clock.movable) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("desk.demo-clock", { at: dayAndTime(new Date(now()).toISOString()) })}</Menu.Label>
      {all.map((step) => (
        <Menu.Item key={step} leftSection={<IconPlayerTrackNext size={16} aria-hidden />} disabled={moving} onClick={() => void move(step)}>
          {t(steps[step])}
        </Menu.Item>
      ))}
    </>
  );
}
