import type { Ticket } from "../../contract/tickets.ts";
import type { Desks } from "../desks/index.ts";
import type { Database, Db } from "../platform/db.ts";
import type { Transact } from "../platform/transact.ts";
import type { Actor } from "../platform/work.ts";

export interface TicketDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  /** the ticket as its reader sees it: `inbox`, which comes after this slice, knows how; 404 for who may not */
  readTicket: (db: Db, desks: Desks, actor: Actor, number: number) => Promise<Ticket>;
}
