import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { AbsenceButton } from "../features/approvals/absence.tsx";
import { ApprovalLinkPage } from "../features/approvals/link-page.tsx";
import { ApprovalTasksPage } from "../features/approvals/tasks-page.tsx";
import { AgendaPage } from "../features/follow-ups/agenda.tsx";
import { t } from "../lib/i18n.ts";
import { listHref } from "./list-search.ts";

const hrefOfTicket = (number: number) => listHref({}, number);

export function Agenda() {
  const { day, agent } = useSearch({ from: "/inside/agenda" });
  const me = useMe();
  const navigate = useNavigate();
  useEffect(() => void (document.title = `${t("desk.agenda")} · Ventanilla`), []);
  return (
    <AgendaPage
      day={day}
      agent={agent}
      onGo={(to) => void navigate({ to: "/agenda", search: { ...(to.day ? { day: to.day } : {}), ...(to.agent && to.agent !== me.email ? { agent: to.agent } : {}) } })}
      hrefOf={hrefOfTicket}
      absence={(agenda) => <AbsenceButton key={agenda.agent.email} agenda={agenda} own={agent === undefined || agent === me.email} />}
    />
  );
}

export function ApprovalTasks() {
  useEffect(() => void (document.title = `${t("desk.approval.mine")} · Ventanilla`), []);
  return <ApprovalTasksPage hrefOf={hrefOfTicket} />;
}

export function ApprovalByLink() {
  const { token } = useParams({ from: "/approval/$token" });
  return <ApprovalLinkPage key={token} token={token} />;
}
