import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { BoardPage } from "../features/board/board-page.tsx";
import { t } from "../lib/i18n.ts";
import { Picker } from "../ui/controls/picker.tsx";
import { listHref } from "./list-search.ts";

/** The assignment board of one of the desks where the reader may assign. */
export function Board() {
  const { desk } = useSearch({ from: "/inside/board" });
  const me = useMe();
  const navigate = useNavigate();
  useEffect(() => void (document.title = `${t("desk.board")} · Ventanilla`), []);
  const led = me.desks.filter((one) => one.permissions.includes("ticket.assign"));
  const key = led.find((one) => one.key === desk)?.key ?? led[0]?.key ?? desk ?? me.desks[0]?.key ?? "";
  return (
    <BoardPage
      key={key}
      desk={key}
      tools={led.length > 1 && <Picker label={t("desk.desks")} value={key} options={led.map((one) => ({ value: one.key, label: one.name }))} onChange={(value) => void navigate({ to: "/board", search: { desk: value } })} />}
      hrefOf={(number) => listHref({ desk: key, view: "unassigned" }, number)}
      hrefOfList={(q) => listHref({ desk: key, view: "all", q: q.replace(/^desk:\S+ /, "") })}
      onOpen={(number) => void navigate({ to: "/tickets/$number", params: { number: String(number) }, search: { desk: key, view: "unassigned" } })}
    />
  );
}
