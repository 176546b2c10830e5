import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { AuditPage } from "../features/audit/audit-page.tsx";
import { t } from "../lib/i18n.ts";

const route = getRouteApi("/inside/audit");

export function Audit() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useEffect(() => void (document.title = `${t("desk.audit.title")} · Ventanilla`), []);
  return <AuditPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
