import { useEffect } from "react";
import { ProfilePage } from "../features/auth/profile-page.tsx";
import { OwnSignature } from "../features/conversations/signature.tsx";
import { OwnDevices } from "../features/notifications/devices.tsx";
import { NotificationSettingsForm } from "../features/notifications/settings.tsx";
import { t } from "../lib/i18n.ts";
import { Section } from "../ui/section.tsx";

export function Profile() {
  useEffect(() => void (document.title = `${t("desk.profile.title")} · Ventanilla`), []);
  return (
    <ProfilePage
      more={
        <>
          <Section id="notifications" title={t("desk.bell.settings")} about={t("desk.bell.settings.about")}>
            <NotificationSettingsForm />
          </Section>
          <Section title={t("desk.bell.devices")} about={t("desk.bell.devices.about")}>
            <OwnDevices />
          </Section>
          <Section title={t("desk.signature.own")} about={t("desk.signature.own.about")}>
            <OwnSignature />
          </Section>
        </>
      }
    />
  );
}
