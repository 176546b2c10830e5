import { useCallback, useMemo, useState } from "react";
import type { BulkChange } from "../../../contract/bulks.ts";
import type { TicketPatch, TicketRow } from "../../../contract/tickets.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { useCannedReplies } from "../canned/canned-picker.tsx";
import { useMe } from "../auth/api.ts";
import type { DeskWords } from "../desks/api.ts";
import { useChangeTicket } from "../tickets/api.ts";
import { changeOf, choiceLabel, optionsFor, type Choice } from "./act-options.tsx";
import { useBulk } from "./bulks.ts";
import type { Selection } from "./selection.ts";

/** What is about to be chosen, for which rows, and where on the page. */
export interface Picking {
  choice: Choice;
  at: DOMRect;
  rows: readonly TicketRow[] | "chosen";
}

/**
 * Everything that can be done with rows of a list. One row's field changes at once, with ⌘Z; several rows, and what is no
 * field, go as a bulk with its own report and undo.
 */
export function useListActs({ desk, deskKey, q, rows, selection, more }: { desk: DeskWords | undefined; deskKey: string; q: string; rows: readonly TicketRow[]; selection: Selection; more: boolean }) {
  const me = useMe();
  const change = useChangeTicket();
  const bulk = useBulk();
  const [picking, setPicking] = useState<Picking>();
  const permissions = me.desks.find((one) => one.key === deskKey)?.permissions ?? [];
  const held = permissions.join(" ");
  const may = useMemo(() => {
    const has = (permission: string) => held.split(" ").includes(permission);
    return { assign: has("ticket.assign"), edit: has("ticket.edit"), solve: has("ticket.solve"), close: has("ticket.close"), retypify: has("ticket.retypify") };
  }, [held]);
  const canned = useCannedReplies(may.edit ? deskKey : "", currentLanguage(), desk?.configuration.language ?? "", {});
  const macros = canned.filter(({ sets }) => Object.keys(sets).length > 0);
  const solved = desk?.configuration.statuses.find((one) => one.state === "solved")?.key;

  const startBulk = (body: BulkChange, which: Picking["rows"]) => {
    if (which !== "chosen") return bulk.start({ numbers: which.map((row) => row.number), change: body });
    const everything = selection.all && more;
    return bulk.start({ ...(everything ? { q } : { numbers: [...selection.numbers] }), change: body }, { onSuccess: selection.clear });
  };
  const changeOne = (row: TicketRow, patch: TicketPatch, said: string) =>
    change({ before: row, change: { ...patch, ...(patch.status && desk ? { state: desk.stateOf(patch.status) } : {}) }, said });

  const choose = (value: string) => {
    if (picking === undefined) return;
    const body = changeOf(picking.choice, value, me.email, macros);
    const [row, second] = picking.rows === "chosen" ? rows.filter((one) => selection.numbers.has(one.number)) : picking.rows;
    const single = row !== undefined && second === undefined && !selection.all;
    if (body === undefined) return;
    if (!single || picking.choice === "postpone" || picking.choice === "macro") return startBulk(body, picking.rows);
    const label = optionsFor(picking.choice, desk, me.email, macros).find((one) => one.value === value)?.label ?? value;
    if (picking.rows === "chosen") selection.clear();
    // what is no postponement is a field of the ticket
    changeOne(row, body as TicketPatch, `#${row.number} · ${t(choiceLabel[picking.choice])}: ${label}`);
  };
  const pick = useCallback((row: TicketRow, choice: Choice, at: DOMRect) => setPicking({ choice, at, rows: [row] }), []);
  const pickForChosen = (choice: Choice, at: DOMRect) => setPicking({ choice, at, rows: "chosen" });

  const { email } = me;
  const take = useCallback((row: TicketRow) => email && change({ before: row, change: { assignee: email }, said: t("desk.row.taken", { number: row.number }) }), [change, email]);
  const solve = useCallback((row: TicketRow) => solved && change({ before: row, change: { status: solved, state: "solved" }, said: t("desk.row.solved", { number: row.number }) }), [change, solved]);
  const chosenAny = selection.numbers.size > 0;
  return {
    bulk, may, picking, hasMacros: macros.length > 0, choose, pick, pickForChosen, take, solve, solved, startBulk,
    options: picking === undefined ? [] : optionsFor(picking.choice, desk, me.email, macros),
    stopPicking: () => setPicking(undefined),
    /** by key: for the rows chosen, else for the one the keyboard stands on */
    byKey: (choice: Choice, row: TicketRow | undefined, at: DOMRect | undefined) => {
      if (choice === "assignee" ? !may.assign : !may.edit) return;
      if (chosenAny && at) pickForChosen(choice, at);
      else if (row && at) pick(row, choice, at);
    },
    solveByKey: (row: TicketRow | undefined) => {
      if (!may.solve || solved === undefined) return;
      if (chosenAny) startBulk({ status: solved }, "chosen");
      else if (row) solve(row);
    },
    takeByKey: (row: TicketRow | undefined) => {
      if (!may.assign || email === null) return;
      if (chosenAny) startBulk({ assignee: email }, "chosen");
      else if (row) take(row);
    },
  };
}
