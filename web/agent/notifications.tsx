import { IconSettings } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { NotificationsPage } from "../features/notifications/notifications-page.tsx";
import { t } from "../lib/i18n.ts";
import { IconButton } from "../ui/controls/icon-button.tsx";
import { listHref } from "./list-search.ts";

export function Notifications() {
  const navigate = useNavigate();
  useEffect(() => void (document.title = `${t("desk.bell.title")} · Ventanilla`), []);
  return (
    <NotificationsPage
      hrefOf={(number) => listHref({}, number)}
      onOpen={(number) => void navigate({ to: "/tickets/$number", params: { number: String(number) } })}
      settings={
        <IconButton label={t("desk.bell.settings")} onClick={() => void navigate({ to: "/profile", hash: "notifications" })}>
          <IconSettings size={20} aria-hidden />
        </IconButton>
      }
    />
  );
}
