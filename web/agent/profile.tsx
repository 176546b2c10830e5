import { useEffect } from "react";
import { ProfilePage } from "../features/auth/profile-page.tsx";
import { t } from "../lib/i18n.ts";

export function Profile() {
  useEffect(() => void (document.title = `${t("desk.profile.title")} · Ventanilla`), []);
  return <ProfilePage />;
}
