import { Menu } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconBookmarkPlus, IconCheck, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { sorts, type Sort } from "../../contract/tickets.ts";
import { listColumns, type ListColumn } from "../../contract/views.ts";
import { densities, densityOf, useChangeMe, useMe } from "../features/auth/api.ts";
import { columnsOf, withColumn } from "../features/inbox/columns.ts";
import { query } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { IconButton } from "../ui/controls/icon-button.tsx";
import type { ListSearch } from "./list-search.ts";

/** In these orders a file misses nothing that changes while it is written. */
const steady: readonly Sort[] = ["number", "-number", "created", "-created"];

/** How the list is ordered, how dense it is, what it shows; keep it as a view, take it as a file. */
export function ListMenu({ search, sort, asked, onSave }: { search: ListSearch; sort: Sort; asked: string; onSave: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeMe();
  const columns = columnsOf(me);
  const density = densityOf(me);
  const tick = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : undefined);
  const toggle = (column: ListColumn) => change.mutate({ preferences: { ...me.preferences, columns: withColumn(columns, column) } });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <IconButton label={t("desk.list.options")}>
          <IconAdjustmentsHorizontal size={16} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown mah="80dvh" style={{ overflowY: "auto" }}>
        <Menu.Item leftSection={<IconBookmarkPlus size={16} aria-hidden />} onClick={onSave}>
          {t("desk.view.save")}…
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} component="a" href={`/api/v1/tickets.csv${query({ q: asked, sort: steady.includes(sort) ? sort : undefined })}`} download>
          {t("desk.list.export")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("desk.density")}</Menu.Label>
        {densities.map((one) => (
          <Menu.Item key={one} rightSection={tick(one === density)} closeMenuOnClick={false} onClick={() => change.mutate({ preferences: { ...me.preferences, density: one } })}>
            {t(`desk.density.${one}`)}
          </Menu.Item>
        ))}
        {density === "table" && (
          <Menu.Sub>
            <Menu.Sub.Target>
              <Menu.Sub.Item>{t("desk.table.columns")}</Menu.Sub.Item>
            </Menu.Sub.Target>
            <Menu.Sub.Dropdown mah="80dvh" style={{ overflowY: "auto" }}>
              {listColumns.map((one) => (
                <Menu.Item key={one} disabled={one === "subject"} rightSection={tick(columns.order.includes(one))} closeMenuOnClick={false} onClick={() => toggle(one)}>
                  {t(`desk.column.${one}`)}
                </Menu.Item>
              ))}
            </Menu.Sub.Dropdown>
          </Menu.Sub>
        )}
        <Menu.Divider />
        <Menu.Label>{t("desk.sort")}</Menu.Label>
        {sorts.map((one) => (
          <Menu.Item key={one} rightSection={tick(one === sort)} onClick={() => void navigate({ to: ".", search: { ...search, sort: one } })}>
            {t(`desk.sort.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
