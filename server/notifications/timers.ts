import type { TimerHandlers } from "../platform/timers.ts";
import { tidyTimers } from "./actions.ts";
import { owedTimers } from "./owed.ts";

export const notificationTimers = { ...owedTimers, ...tidyTimers } satisfies Partial<TimerHandlers>;
