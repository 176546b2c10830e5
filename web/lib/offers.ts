import { useEffect, useRef } from "react";

/** What the page that is open offers to do: the palette lists it first. */
export interface Offer {
  key: string;
  label: string;
  /** as the keyboard sheet writes it */
  hotkey?: string | undefined;
  /** of an act on the ticket that is open: the letter that does it from the menu of acts */
  letter?: string;
  run: () => void;
}

const offered: { current: readonly Offer[] }[] = [];

/** Offers these while the component is shown. */
export function useOffers(offers: readonly Offer[]): void {
  const current = useRef(offers);
  useEffect(() => {
    current.current = offers;
  });
  useEffect(() => {
    offered.push(current);
    return () => void offered.splice(offered.indexOf(current), 1);
  }, []);
}
export const currentOffers = (): Offer[] => offered.flatMap((one) => one.current);
