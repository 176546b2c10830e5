import { permissionGroup, permissions } from "../../../contract/permissions.ts";
import { t, text } from "../../lib/i18n.ts";
import { Tick } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { LabelsField } from "./labels.tsx";
import { ListEditor } from "./list-editor.tsx";
import styles from "./settings.module.css";

const ofADesk = permissions.filter((one) => permissionGroup(one) !== null);
const groups = [...new Set(ofADesk.map(permissionGroup))];

/** Who may do what: each role with its rights. */
export function Roles({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="roles"
      title={t("desk.settings.roles")}
      about={t("desk.settings.roles.about")}
      add={t("desk.settings.roles.add")}
      blank={() => ({ key: "", labels: {}, permissions: ["ticket.see"] })}
      summary={(role) => t("desk.settings.rights", { count: role.permissions.length, of: ofADesk.length })}
      editor={({ entry, languages, onChange, problemAt, fresh }) => (
        <>
          <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => onChange({ ...entry, labels })} problem={problemAt("/labels")} focused={fresh} />
          <Tick
            label={t("desk.settings.role.second-step")}
            hint={t("desk.settings.role.second-step.hint")}
            checked={entry.secondFactor ?? false}
            onChange={(on) => {
              const { secondFactor: _was, ...rest } = entry;
              onChange(on ? { ...rest, secondFactor: true } : rest);
            }}
          />
          {problemAt("/secondFactor") && <Problem>{problemAt("/secondFactor")}</Problem>}
          <div className={styles.matrix}>
            {groups.map((group) => (
              <fieldset key={group} className={styles.ticks}>
                <legend className={styles.label}>{text(`desk.settings.rights.${group}`)}</legend>
                {ofADesk
                  .filter((one) => permissionGroup(one) === group)
                  .map((one) => (
                    <Tick key={one} label={text(`desk.permission.${one}`)} checked={entry.permissions.includes(one)} onChange={(on) => onChange({ ...entry, permissions: ofADesk.filter((other) => (other === one ? on : entry.permissions.includes(other))) })} />
                  ))}
              </fieldset>
            ))}
          </div>
        </>
      )}
    />
  );
}
