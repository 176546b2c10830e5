import { useEffect, useState } from "react";
import { now as installationNow } from "../lib/clock.ts";
import { age, exactTime, relativeTime } from "../lib/format.ts";

/** The minute's beat: everything that tells an age follows it. */
export function useMinute(): number {
  const [now, setNow] = useState(installationNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(installationNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** A moment told relatively, exactly on hover. `as="age"`: the few characters of a list. */
export function Timestamp({ at, as = "relative", className }: { at: string; as?: "relative" | "age"; className?: string | undefined }) {
  const now = useMinute();
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {as === "age" ? age(at, now) : relativeTime(at, now)}
    </time>
  );
}
