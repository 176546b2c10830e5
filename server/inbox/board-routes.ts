import { Type } from "typebox";
import { Board, BoardQuery } from "../../contract/board.ts";
import { Key } from "../../contract/common.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, type Http } from "../platform/http.ts";
import { readBoard } from "./board.ts";

export function boardRoutes(app: Http, { database, desks, clock }: { database: Database; desks: Desks; clock: Clock }): void {
  app.get(
    "/api/v1/desks/:key/board",
    { schema: { tags: ["desks"], summary: "What waits to be assigned, and who has how much to do", params: Type.Object({ key: Key }), querystring: BoardQuery, response: { 200: Board } } },
    async (request) => readBoard(database.db, await desks.get(), signedIn(request), request.params.key, request.query.limit ?? 50, clock.now()),
  );
}
