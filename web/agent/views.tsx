import { Menu } from "@mantine/core";
import { IconCheck, IconChevronDown, IconDots, IconFilter, IconInbox, IconLayoutSidebarLeftCollapse, IconMailX, IconStack2, IconTrash, IconUser, IconUserQuestion } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Me } from "../../contract/auth.ts";
import { shelvedViews } from "../../contract/views.ts";
import { useMe } from "../features/auth/api.ts";
import { defaultView, useViewActs, useViewCounts, useViews, type ListView, type ViewKey } from "../features/inbox/views.ts";
import { t, type TextKey } from "../lib/i18n.ts";
import { iconButtonClass } from "../ui/button.tsx";
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
  spam: <IconMailX size={16} aria-hidden />,
  deleted: <IconTrash size={16} aria-hidden />,
};
const isDefault = (key: string): key is ViewKey => key in icons;
const iconOf = (view: ListView): ReactNode => (isDefault(view.key) ? icons[view.key] : <IconFilter size={16} aria-hidden />);
const searchOf = (desk: string, view: string, all: number): ListSearch => ({ ...(all > 1 ? { desk } : {}), view });

/** Under a heading each: those every desk has, the shared, one's own; last what lies apart, for who may put it back. */
function groupsOf(views: readonly ListView[], mayRestore: boolean): { title: TextKey | null; views: ListView[] }[] {
  const of = (shared: boolean | undefined) => views.filter((view) => view.saved?.shared === shared && !shelvedViews.includes(view.key));
  return [
    { title: null, views: of(undefined) },
    { title: "desk.view.shared" as const, views: of(true) },
    { title: "desk.view.own" as const, views: of(false) },
    { title: "desk.view.shelves" as const, views: mayRestore ? views.filter((view) => shelvedViews.includes(view.key)) : [] },
  ].filter((group) => group.views.length > 0);
}

const mayRestore = (me: Me, desk: string): boolean => me.desks.some((one) => one.key === desk && one.permissions.includes("ticket.delete"));

/** The desk's views, in a column, each with how much it holds. */
export function Views({ desk, view, onEdit, onCollapse }: { desk: string; view: string; onEdit: (view: ListView) => void; onCollapse: () => void }) {
  const me = useMe();
  const { views } = useViews(desk);
  const countOf = useViewCounts(desk);
  return (
    <nav className={styles.views} aria-label={t("desk.views")}>
      <div className={styles.head}>
        <p>{me.desks.find((one) => one.key === desk)?.name ?? "Ventanilla"}</p>
        <IconButton label={t("desk.views.hide")} hotkey="[" onClick={onCollapse}>
          <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
        </IconButton>
      </div>
      {groupsOf(views, mayRestore(me, desk)).map((group) => (
        <div key={group.title ?? ""} className={styles.group}>
          {group.title && <h2>{t(group.title)}</h2>}
          {group.views.map((one) => (
            <div key={one.key} className={styles.entry}>
              <Link to="/tickets" search={searchOf(desk, one.key, me.desks.length)} className={styles.view} activeProps={{}} aria-current={one.key === view ? "page" : undefined}>
                <span className={styles.icon}>{iconOf(one)}</span>
                <span className={styles.name} title={one.name}>
                  <bdi>{one.name}</bdi>
                </span>
                <span className={styles.count}>{countOf(one)}</span>
              </Link>
              {one.saved?.editable && <ViewActs desk={desk} view={one} among={group.views} current={one.key === view} onEdit={onEdit} />}
            </div>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** What to do with a saved view: change, move, remove. */
function ViewActs({ desk, view, among, current, onEdit }: { desk: string; view: ListView; among: readonly ListView[]; current: boolean; onEdit: (view: ListView) => void }) {
  const { change, remove } = useViewActs(desk);
  const navigate = useNavigate();
  const at = among.indexOf(view);
  const id = view.saved?.id;
  if (id === undefined) return null;
  // the row is gone by the time its view is: what follows is not left to it
  const leave = () => void remove.mutateAsync(id).then(() => (current ? navigate({ to: "/tickets", search: { desk, view: defaultView } }) : undefined), () => undefined);
  const move = (position: number) => change.mutate({ id, patch: { position } });
  return (
    <Menu position="bottom-start" width={200}>
      <Menu.Target>
        <button type="button" className={`${iconButtonClass} ${styles.acts}`} aria-label={t("desk.view.acts", { name: view.name })}>
          <IconDots size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit(view)}>{t("desk.view.change")}…</Menu.Item>
        {at > 0 && <Menu.Item onClick={() => move(at - 1)}>{t("desk.view.up")}</Menu.Item>}
        {at < among.length - 1 && <Menu.Item onClick={() => move(at + 1)}>{t("desk.view.down")}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item color="var(--danger)" onClick={leave}>
          {t("desk.view.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The same where there is no room for a column. */
export function ViewMenu({ desk, view }: { desk: string; view: ListView }) {
  const me = useMe();
  const navigate = useNavigate();
  const { views } = useViews(desk);
  const countOf = useViewCounts(desk);
  return (
    <Menu width={260}>
      <Menu.Target>
        <button type="button" className={styles.current} aria-label={`${t("desk.views")}: ${view.name}`}>
          <span>{view.name}</span>
          <IconChevronDown size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="80dvh" style={{ overflowY: "auto" }}>
        {groupsOf(views, mayRestore(me, desk)).map((group) => (
          <div key={group.title ?? ""}>
            {group.title && <Menu.Label>{t(group.title)}</Menu.Label>}
            {group.views.map((one) => (
              <Menu.Item
                key={one.key}
                leftSection={<span className={styles.icon}>{iconOf(one)}</span>}
                rightSection={one.key === view.key ? <IconCheck size={16} aria-hidden /> : <span className={styles.count}>{countOf(one)}</span>}
                onClick={() => void navigate({ to: "/tickets", search: searchOf(desk, one.key, me.desks.length) })}
              >
                <bdi>{one.name}</bdi>
              </Menu.Item>
            ))}
          </div>
        ))}
        {me.desks.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("desk.desks")}</Menu.Label>
            {me.desks.map((one) => (
              <Menu.Item key={one.key} rightSection={one.key === desk ? <IconCheck size={16} aria-hidden /> : undefined} onClick={() => void navigate({ to: "/tickets", search: { desk: one.key } })}>
                {one.name}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
