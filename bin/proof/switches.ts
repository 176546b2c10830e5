import { airlineSwitches } from "./airline.ts";
import { callsSwitches } from "./calls.ts";
import { ediSwitches } from "./edi.ts";
import { hotelSwitches } from "./hotel.ts";
import { reputationSwitches } from "./reputation.ts";
import type { Switch } from "./switch.ts";

export const switches: readonly Switch[] = [...hotelSwitches, ...reputationSwitches, ...ediSwitches, ...callsSwitches, ...airlineSwitches];
