import { Menu } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { undoSendPreference } from "../../contract/conversations.ts";
import { languages } from "../../contract/common.ts";
import { densities, densityOf, useChangeMe, useMe } from "../features/auth/api.ts";
import { signOut } from "../lib/calls.ts";
import { languageName, setLanguage, t, useLanguage } from "../lib/i18n.ts";
import { setTheme, storedTheme, themes } from "../ui/theme.ts";

const themeIcons = { system: <IconDeviceDesktop size={16} aria-hidden />, light: <IconSun size={16} aria-hidden />, dark: <IconMoon size={16} aria-hidden /> };

/** One's own settings: language, colours, density; and the way out. */
export function ProfileMenu({ children }: { children: ReactNode }) {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const language = useLanguage();
  const change = useChangeMe();
  const [theme, choose] = useState(storedTheme);
  const tick = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : undefined);
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="right-end" width={248}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{me.name}</bdi>
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("desk.profile.language")}</Menu.Label>
        {languages.map((one) => (
          <Menu.Item
            key={one}
            lang={one}
            rightSection={tick(one === language)}
            onClick={() => {
              change.mutate({ locale: one });
              void setLanguage(one, { remember: true });
            }}
          >
            {languageName(one)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("desk.profile.theme")}</Menu.Label>
        {themes.map((one) => (
          <Menu.Item
            key={one}
            leftSection={themeIcons[one]}
            rightSection={tick(one === theme)}
            closeMenuOnClick={false}
            onClick={() => {
              setTheme(one);
              choose(one);
            }}
          >
            {t(`desk.theme.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("desk.density")}</Menu.Label>
        {densities.map((one) => (
          <Menu.Item key={one} rightSection={tick(one === densityOf(me))} closeMenuOnClick={false} onClick={() => change.mutate({ preferences: { ...me.preferences, density: one } })}>
            {t(`desk.density.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("desk.profile.undo-send")}</Menu.Label>
        {([true, false] as const).map((on) => (
          <Menu.Item key={String(on)} rightSection={tick(on === (me.preferences[undoSendPreference] !== false))} closeMenuOnClick={false} onClick={() => change.mutate({ preferences: { ...me.preferences, [undoSendPreference]: on } })}>
            {t(on ? "desk.profile.undo-send.on" : "desk.profile.undo-send.off")}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t("desk.profile.sign-out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
