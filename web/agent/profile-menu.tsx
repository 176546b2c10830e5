import { Menu } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { DemoClockItems } from "../features/setup/demo-clock.tsx";
import { densities, densityOf, useChangeMe, useMe } from "../features/auth/api.ts";
import { signOut } from "../lib/calls.ts";
import { dropDrafts } from "../features/tickets/drafts.ts";
import { tellTabs } from "../lib/tabs.ts";
import { dropUploads } from "../lib/uploads.ts";
import { t } from "../lib/i18n.ts";
import { setTheme, storedTheme, themes } from "../ui/theme.ts";
import type { Place } from "./places.tsx";

const themeIcons = { system: <IconDeviceDesktop size={16} aria-hidden />, light: <IconSun size={16} aria-hidden />, dark: <IconMoon size={16} aria-hidden /> };

/** To one's own page, how it looks here, and the way out; on a phone also to every page that its bar has no room for. */
export function ProfileMenu({ places = [], children }: { places?: readonly Place[]; children: ReactNode }) {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useChangeMe();
  const [theme, choose] = useState(storedTheme);
  const tick = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : undefined);
  const leave = async () => {
    await signOut();
    client.clear();
    dropUploads();
    dropDrafts();
    tellTabs(null);
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position={places.length > 0 ? "top-end" : "right-end"} width={places.length > 0 ? 280 : 248}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah="80dvh" style={{ overflowY: "auto" }}>
        <Menu.Label>
          <bdi>{me.name}</bdi>
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={16} aria-hidden />} onClick={() => void navigate({ to: "/profile" })}>
          {t("desk.profile.title")}
        </Menu.Item>
        {places.length > 0 && <Menu.Divider />}
        {places.map((place) => (
          <Menu.Item key={place.key} leftSection={place.icon} onClick={() => void navigate(place.link)}>
            {t(place.label)}
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
        {places.length === 0 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("desk.density")}</Menu.Label>
            {densities.map((one) => (
              <Menu.Item key={one} rightSection={tick(one === densityOf(me))} closeMenuOnClick={false} onClick={() => change.mutate({ preferences: { ...me.preferences, density: one } })}>
                {t(`desk.density.${one}`)}
              </Menu.Item>
            ))}
          </>
        )}
        <DemoClockItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t("desk.profile.sign-out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
