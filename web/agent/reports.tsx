import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { reportDimensions } from "../../contract/reports.ts";
import { useMe } from "../features/auth/api.ts";
import { ReportsPage } from "../features/reports/reports-page.tsx";
import { t } from "../lib/i18n.ts";
import { listHref } from "./list-search.ts";

/** The figures of the desks where the reader may see them. */
export function Reports() {
  const search = useSearch({ from: "/inside/reports" });
  const me = useMe();
  const navigate = useNavigate();
  useEffect(() => void (document.title = `${t("desk.report.title")} · Ventanilla`), []);
  const desks = me.desks.filter((one) => one.permissions.includes("report.see") && one.permissions.includes("ticket.see"));
  return (
    <ReportsPage
      search={search}
      desks={desks}
      by={reportDimensions.find((one) => one === search.by) ?? "type"}
      onGo={(next) => void navigate({ to: "/reports", search: next, replace: true })}
      // of one desk the list says so itself
      hrefOfList={(desk, q) => listHref({ ...(desk === "" ? {} : { desk }), view: /(?:^| )is:spam/.test(q) ? "spam" : /(?:^| )is:deleted/.test(q) ? "deleted" : "all", q: (desk === "" ? q : q.replace(`desk:${desk} `, "")).replace(/ ?is:(?:spam|deleted)/, "") })}
    />
  );
}
