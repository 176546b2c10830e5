import type { CalendarDefinition } from "../../../contract/calendars.ts";
import { call } from "../../lib/api.ts";

/** When so many minutes of working time from an instant on are over, by a calendar that need not be saved. */
export const tryDue = (desk: string, calendar: CalendarDefinition, from: string, minutes: number) =>
  call<{ dueAt: string }>(`/calendars/${encodeURIComponent(calendar.key)}/due?desk=${encodeURIComponent(desk)}`, { method: "POST", body: { from, minutes, calendar: tidy(calendar) } });

/** Hours of a day and names that were emptied while editing are nothing. */
const tidy = (calendar: CalendarDefinition): CalendarDefinition => JSON.parse(JSON.stringify(calendar)) as CalendarDefinition;
