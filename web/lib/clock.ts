/** ms that the installation's clock is before this device's: a demonstration can be moved on. */
let ahead = 0;

/** The installation's time, in ms since 1970: what ages and due times are told by. */
export const now = (): number => Date.now() + ahead;

/** Takes over what the server says of its clock. */
export function keepClock<M extends { clock: { ahead: number } | null }>(me: M): M {
  ahead = me.clock?.ahead ?? 0;
  return me;
}
