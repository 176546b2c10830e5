import { useEffect, useRef, useSyncExternalStore } from "react";

/** What the page that is open offers to do: the palette lists it first. */
export interface Offer {
  key: string;
  label: string;
  /** as the keyboard sheet writes it */
  hotkey?: string | undefined;
  /** of an act on the ticket that is open: the letter that does it from the menu of acts */
  letter?: string;
  /** only while nobody else offers the same: a stand-in for what is not shown */
  standIn?: true;
  run: () => void;
}

const offered: { current: readonly Offer[] }[] = [];
const listeners = new Set<() => void>();
let changes = 0;
function tell(): void {
  changes += 1;
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers these while the component is shown. */
export function useOffers(offers: readonly Offer[]): void {
  const current = useRef(offers);
  useEffect(() => {
    current.current = offers;
  });
  useEffect(() => {
    offered.push(current);
    return () => {
      offered.splice(offered.indexOf(current), 1);
      tell();
    };
  }, []);
  const keys = offers.map(({ key }) => key).join(" ");
  useEffect(tell, [keys]);
}
/** The same as it changes. */
export function useCurrentOffers(): Offer[] {
  useSyncExternalStore(subscribe, () => changes);
  return currentOffers();
}
export function currentOffers(): Offer[] {
  const all = offered.flatMap((one) => one.current);
  return all.filter((one) => one.standIn !== true || all.every((other) => other === one || other.key !== one.key));
}

/** Offers in the name of a part of the page that is not shown: chosen, it is shown and does it. */
export const standInFor = (offers: readonly Offer[], show: () => void): Offer[] =>
  offers.map((offer) => ({
    ...offer,
    standIn: true,
    run: () => {
      show();
      runOnceOffered(offer.key, 60);
    },
  }));

/** @param frames how many the part has to come into being */
function runOnceOffered(key: string, frames: number): void {
  const found = currentOffers().find((one) => one.key === key && one.standIn !== true);
  if (found !== undefined) found.run();
  else if (frames > 0) requestAnimationFrame(() => runOnceOffered(key, frames - 1));
}
