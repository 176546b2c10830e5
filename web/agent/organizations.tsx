import { Outlet, useMatch, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { OrganizationList as List } from "../features/organizations/organization-list.tsx";
import { OrganizationPage } from "../features/organizations/organization-page.tsx";
import { t } from "../lib/i18n.ts";
import { Split } from "../ui/page.tsx";
import { listHref } from "./list-search.ts";

export function OrganizationList() {
  const navigate = useNavigate();
  const me = useMe();
  const open = useMatch({ from: "/inside/organizations/$id", shouldThrow: false })?.params.id;
  const canEdit = me.desks.some((desk) => desk.permissions.includes("organization.edit"));
  useEffect(() => void (document.title = `${t("desk.organization.title")} · Ventanilla`), []);
  return (
    <Split
      opened={open !== undefined}
      list={<List open={open === undefined ? undefined : Number(open)} canEdit={canEdit} hrefOf={(id) => `/desk/organizations/${id}`} onOpen={(id) => void navigate({ to: "/organizations/$id", params: { id: String(id) } })} />}
    >
      <Outlet />
    </Split>
  );
}

export function OrganizationPane() {
  const { id } = useParams({ from: "/inside/organizations/$id" });
  const navigate = useNavigate();
  return <OrganizationPage key={id} id={Number(id)} onClose={() => void navigate({ to: "/organizations" })} hrefOfQuery={(q) => listHref({ q })} />;
}
