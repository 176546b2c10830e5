import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { BoardGroupDefinition } from "../../../contract/board.ts";
import type { Language } from "../../../contract/common.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Field } from "../../ui/field.tsx";
import { LabelsField } from "./labels.tsx";
import styles from "./settings.module.css";

interface BoardGroupsProps {
  /** absent: by type and by mail */
  groups: readonly BoardGroupDefinition[] | undefined;
  languages: readonly Language[];
  /** `done`: to be saved at once, not when the place is left */
  onChange: (groups: BoardGroupDefinition[] | undefined, done: boolean) => void;
  /** the problem at a path below the list, e.g. `/0/q` */
  problemAt: (path: string) => string | undefined;
}

/** C3: how the assignment board groups what waits, the first group first. */
export function BoardGroups({ groups, languages, onChange, problemAt }: BoardGroupsProps) {
  const list = groups ?? [];
  const change = (n: number, some: Partial<BoardGroupDefinition>) => onChange(list.map((one, at) => (at === n ? { ...one, ...some } : one)), false);
  const move = (n: number, by: number) => {
    const [moved] = list.slice(n, n + 1);
    if (moved !== undefined) onChange(list.toSpliced(n, 1).toSpliced(n + by, 0, moved), true);
  };
  const remove = (n: number) => onChange(list.length === 1 ? undefined : list.toSpliced(n, 1), true);
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{t("desk.settings.board")}</legend>
      <p className={styles.hint}>{t(groups === undefined ? "desk.settings.board.usual" : "desk.settings.board.about")}</p>
      {list.map((group, n) => (
        // its place is what a group is known by
        <div key={n} className={styles.group}>
          <LabelsField label={t("desk.settings.board.name", { n: n + 1 })} labels={group.labels} languages={languages} onChange={(labels) => change(n, { labels })} problem={problemAt(`/${n}/labels`)} />
          <Field label={t("desk.settings.board.search")} spellCheck={false} maxLength={1000} placeholder="type:instalacion,reinstalacion" value={group.q} problem={problemAt(`/${n}/q`)} onChange={(event) => change(n, { q: event.target.value })} />
          <div className={styles.acts}>
            <IconButton label={t("desk.settings.board.up", { n: n + 1 })} disabled={n === 0} onClick={() => move(n, -1)}>
              <IconArrowUp size={16} aria-hidden />
            </IconButton>
            <IconButton label={t("desk.settings.board.down", { n: n + 1 })} disabled={n === list.length - 1} onClick={() => move(n, 1)}>
              <IconArrowDown size={16} aria-hidden />
            </IconButton>
            <IconButton label={t("desk.settings.board.remove", { n: n + 1 })} onClick={() => remove(n)}>
              <IconTrash size={16} aria-hidden />
            </IconButton>
          </div>
        </div>
      ))}
      {list.length < 20 && (
        <div className={styles.acts}>
          <Button onClick={() => onChange([...list, { labels: {}, q: "" }], false)}>
            <IconPlus size={16} aria-hidden /> {t("desk.settings.board.add")}
          </Button>
          {groups !== undefined && (
            <Button look="quiet" onClick={() => onChange(undefined, true)}>
              {t("desk.settings.board.reset")}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}
