import { Menu } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconCheck, IconChevronDown, IconInbox, IconLayoutSidebarLeftCollapse, IconStack2, IconUser, IconUserQuestion } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { sorts } from "../../contract/tickets.ts";
import { densities, densityOf, useChangeMe, useMe } from "../features/auth/api.ts";
import { views, type ViewKey } from "../features/inbox/views.ts";
import { t } from "../lib/i18n.ts";
import { IconButton } from "../ui/controls/icon-button.tsx";
import { StateIcon } from "../ui/state-icon.tsx";
import type { ListSearch } from "./list-search.ts";
import styles from "./views.module.css";

const icons: Record<ViewKey, ReactNode> = {
  mine: <IconUser size={16} aria-hidden />,
  unassigned: <IconUserQuestion size={16} aria-hidden />,
  open: <IconInbox size={16} aria-hidden />,
  pending: <StateIcon state="pending" />,
  "on-hold": <StateIcon state="on_hold" />,
  solved: <StateIcon state="solved" />,
  all: <IconStack2 size={16} aria-hidden />,
};
const searchOf = (desk: string, view: ViewKey, all: number): ListSearch => ({ ...(all > 1 ? { desk } : {}), view });

/** The desk's views, in a column. */
export function Views({ desk, view, onCollapse }: { desk: string; view: ViewKey; onCollapse: () => void }) {
  const me = useMe();
  return (
    <nav className={styles.views} aria-label={t("desk.views")}>
      <div className={styles.head}>
        <p>{me.desks.find((one) => one.key === desk)?.name ?? "Ventanilla"}</p>
        <IconButton label={t("desk.views.hide")} hotkey="[" onClick={onCollapse}>
          <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
        </IconButton>
      </div>
      {views.map((one) => (
        <Link key={one.key} to="/tickets" search={searchOf(desk, one.key, me.desks.length)} className={styles.view} activeProps={{}} aria-current={one.key === view ? "page" : undefined}>
          <span className={styles.icon}>{icons[one.key]}</span>
          {t(`desk.view.${one.key}`)}
        </Link>
      ))}
    </nav>
  );
}

/** The same where there is no room for a column. */
export function ViewMenu({ desk, view }: { desk: string; view: ViewKey }) {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <Menu width={240}>
      <Menu.Target>
        <button type="button" className={styles.current} aria-label={`${t("desk.views")}: ${t(`desk.view.${view}`)}`}>
          <span>{t(`desk.view.${view}`)}</span>
          <IconChevronDown size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((one) => (
          <Menu.Item key={one.key} leftSection={<span className={styles.icon}>{icons[one.key]}</span>} rightSection={one.key === view ? <IconCheck size={16} aria-hidden /> : undefined} onClick={() => void navigate({ to: "/tickets", search: searchOf(desk, one.key, me.desks.length) })}>
            {t(`desk.view.${one.key}`)}
          </Menu.Item>
        ))}
        {me.desks.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("desk.desks")}</Menu.Label>
            {me.desks.map((one) => (
              <Menu.Item key={one.key} rightSection={one.key === desk ? <IconCheck size={16} aria-hidden /> : undefined} onClick={() => void navigate({ to: "/tickets", search: { desk: one.key, view } })}>
                {one.name}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** How the list is ordered and how dense it is. */
export function ListMenu({ search }: { search: ListSearch }) {
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeMe();
  const sort = search.sort ?? "-updated";
  const tick = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : undefined);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <IconButton label={t("desk.list.options")}>
          <IconAdjustmentsHorizontal size={16} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("desk.sort")}</Menu.Label>
        {sorts.map((one) => (
          <Menu.Item key={one} rightSection={tick(one === sort)} onClick={() => void navigate({ to: ".", search: { ...search, sort: one } })}>
            {t(`desk.sort.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("desk.density")}</Menu.Label>
        {densities.map((one) => (
          <Menu.Item key={one} rightSection={tick(one === densityOf(me))} onClick={() => change.mutate({ preferences: { ...me.preferences, density: one } })}>
            {t(`desk.density.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
