import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { ModerationPage } from "../features/community/moderation.tsx";
import { t } from "../lib/i18n.ts";
import { NothingHere } from "../ui/page.tsx";

/** H10: the community and the comments below articles, for who keeps order in them. */
export function Community() {
  const me = useMe();
  const navigate = useNavigate();
  const { desk: wanted, shelf = "reported" } = useSearch({ from: "/inside/community" });
  const desks = me.desks.filter((one) => one.permissions.includes("community.moderate"));
  const desk = desks.find((one) => one.key === wanted) ?? desks[0];
  useEffect(() => void (document.title = `${t("desk.community.title")} · Ventanilla`), []);
  if (desk === undefined) return <NothingHere title={t("desk.community.not-yours")} about={t("desk.community.not-yours.about")} />;
  return (
    <ModerationPage
      key={desk.key}
      desks={desks}
      desk={desk.key}
      shelf={shelf}
      onDesk={(key) => void navigate({ to: "/community", search: { desk: key, shelf } })}
      onShelf={(one) => void navigate({ to: "/community", search: { desk: desk.key, shelf: one } })}
    />
  );
}
