import { Modal } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { labelIn, type Language } from "../../../contract/common.ts";
import type { SectionDefinition } from "../../../contract/help-centre.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { keyFor } from "../settings/api.ts";
import { LabelsField } from "../settings/labels.tsx";
import { inWords, saveSections } from "./api.ts";
import shared from "./help-centre.module.css";
import styles from "./sections.module.css";

/** One being written: it gets its key from its name when it is saved. */
interface Written extends SectionDefinition {
  /** of this list while it is open */
  id: number;
  fresh: boolean;
}
let ids = 0;
const written = (section: SectionDefinition, fresh: boolean): Written => ({ ...section, id: (ids += 1), fresh });

/** What the articles are ordered by: named in each language, put in order, taken away while they are empty. */
export function Sections({ desk, sections, languages, onClose }: { desk: string; sections: readonly SectionDefinition[]; languages: readonly Language[]; onClose: () => void }) {
  const client = useQueryClient();
  const [list, setList] = useState(() => (sections.length === 0 ? [written({ key: "", labels: {} }, true)] : sections.map((one) => written(one, false))));
  const save = useMutation({
    mutationFn: () => {
      const keys: string[] = list.flatMap(({ key, fresh }) => (fresh ? [] : [key]));
      const named = list.map(({ key, labels, explanations = {}, fresh }): SectionDefinition => {
        const own = fresh ? keyFor(Object.values(labels).find((label) => label.trim() !== "") ?? "", keys) : key;
        keys.push(own);
        return { key: own, labels, ...(Object.values(explanations).some((text) => text.trim() !== "") ? { explanations } : {}) };
      });
      return saveSections(desk, named);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["articles", desk] });
      onClose();
    },
  });
  const set = (id: number, change: Partial<SectionDefinition>) => setList((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  const nameOf = (one: Written) => labelIn(one.labels, currentLanguage(), languages[0]) || t("desk.help.sections.name");
  return (
    <Modal opened onClose={onClose} title={t("desk.help.sections")} size={640} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        className={styles.sections}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className={shared.about}>{t("desk.help.sections.about")}</p>
        <ol>
          {list.map((one, at) => (
            <li key={one.id} className={styles.section}>
              <div className={styles.order}>
                <IconButton label={t("desk.help.sections.up", { name: nameOf(one) })} disabled={at === 0} onClick={() => setList((all) => all.toSpliced(at - 1, 2, one, ...all.slice(at - 1, at)))}>
                  <IconArrowUp size={16} aria-hidden />
                </IconButton>
                <IconButton label={t("desk.help.sections.down", { name: nameOf(one) })} disabled={at === list.length - 1} onClick={() => setList((all) => all.toSpliced(at, 2, ...all.slice(at + 1, at + 2), one))}>
                  <IconArrowDown size={16} aria-hidden />
                </IconButton>
                <IconButton label={t("desk.help.sections.remove", { name: nameOf(one) })} onClick={() => setList((all) => all.filter(({ id }) => id !== one.id))}>
                  <IconTrash size={16} aria-hidden />
                </IconButton>
              </div>
              <LabelsField label={t("desk.help.sections.name")} labels={one.labels} languages={languages} focused={one.fresh} onChange={(labels) => set(one.id, { labels })} />
              <LabelsField label={t("desk.help.sections.explanation")} optional lines={2} labels={one.explanations ?? {}} languages={languages} onChange={(explanations) => set(one.id, { explanations })} />
            </li>
          ))}
        </ol>
        <p>
          <Button onClick={() => setList((all) => [...all, written({ key: "", labels: {} }, true)])}>
            <IconPlus size={16} aria-hidden /> {t("desk.help.sections.add")}
          </Button>
        </p>
        {save.isError && <Problem>{inWords(save.error)}</Problem>}
        <div className={shared.buttons}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t("desk.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
