import { Type, type Static } from "typebox";
import { Key, Labels, Timestamp } from "./common.ts";

/** When a desk works. Times are those of the clock on the wall in the calendar's time zone. */
const strict = { additionalProperties: false } as const;

/** `09:00-14:00`. An end at or before the start lies on the next day (`22:00-06:00`); `00:00-24:00` is the whole day. */
export const Hours = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$", description: "as 09:00-14:00" });
const HoursOfDay = Type.Array(Hours, { maxItems: 10 });

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

export const Holiday = Type.Object({
  /** `2026-12-24`, or `12-25` of every year */
  date: Type.String({ pattern: "^(\\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$" }),
  labels: Type.Optional(Labels),
  /** what is open nevertheless (half a day); absent: nothing */
  hours: Type.Optional(HoursOfDay),
}, strict);
export type Holiday = Static<typeof Holiday>;

export const CalendarDefinition = Type.Object({
  key: Key,
  labels: Labels,
  /** IANA name; absent: the desk's */
  timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** a day that is left out is closed */
  week: Type.Object(Object.fromEntries(weekdays.map((day) => [day, Type.Optional(HoursOfDay)])) as Record<Weekday, ReturnType<typeof Type.Optional<typeof HoursOfDay>>>, strict),
  holidays: Type.Optional(Type.Array(Holiday, { maxItems: 500 })),
}, strict);
export type CalendarDefinition = Static<typeof CalendarDefinition>;

/** A calendar of a desk; the desk may be left out where only one of the reader's has a calendar of this key. */
export const OfDesk = Type.Object({ desk: Type.Optional(Key) }, strict);
/** What is tried is the calendar as it stands, or, where given, as it would be saved. */
const Tried = { calendar: Type.Optional(CalendarDefinition) };
export const DueQuery = Type.Object({ from: Timestamp, minutes: Type.Number({ minimum: 0, maximum: 5_256_000 }), ...Tried }, strict);
export const DueAnswer = Type.Object({ dueAt: Timestamp });
export const ElapsedQuery = Type.Object({ from: Timestamp, to: Timestamp, ...Tried }, strict);
export const ElapsedAnswer = Type.Object({ minutes: Type.Number() });
