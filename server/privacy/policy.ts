import { isAdministrator, type Person } from "../platform/work.ts";

/** People belong to the whole installation: what is known of one lies at every desk. */
export const mayExport = (actor: Person): boolean => isAdministrator(actor);
export const mayErase = (actor: Person): boolean => isAdministrator(actor);
