import { Temporal } from "temporal-polyfill";

export { Temporal };

/** Where "now" comes from. Tests and the demonstration set it; nothing else reads the system's time for the domain. */
export interface Clock {
  now(): Temporal.Instant;
}

/** A clock that can be ahead of another: the demonstration's. */
export interface MovableClock extends Clock {
  /** ms */
  ahead: number;
}

export function movableClock(of: Clock): MovableClock {
  const clock: MovableClock = { ahead: 0, now: () => (clock.ahead === 0 ? of.now() : of.now().add({ milliseconds: clock.ahead })) };
  return clock;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that stands still until it is moved. */
export function fakeClock(start: string): Clock & { set(instant: string): void; advance(duration: string): void } {
  let instant = Temporal.Instant.from(start);
  return {
    now: () => instant,
    set: (to) => {
      instant = Temporal.Instant.from(to);
    },
    /** @param duration ISO 8601; days count 24 hours */
    advance: (duration) => {
      const d = Temporal.Duration.from(duration);
      instant = instant.add({ hours: d.days * 24 + d.hours, minutes: d.minutes, seconds: d.seconds, milliseconds: d.milliseconds });
    },
  };
}
