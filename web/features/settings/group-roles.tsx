import { useQueries } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { labelIn } from "../../../contract/common.ts";
import type { GroupRole } from "../../../contract/sign-on.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field } from "../../ui/field.tsx";
import { useMe } from "../auth/api.ts";
import { configurationQuery } from "./api.ts";
import styles from "./settings.module.css";

const valueOf = ({ desk, role }: Pick<GroupRole, "desk" | "role">) => `${desk ?? ""}/${role}`;
const administrator = valueOf({ desk: null, role: "administrator" });

/** What the roles of all desks are called, by their place in the choice. */
export function useRoleNames(): { value: string; label: string }[] {
  const { desks } = useMe();
  const configurations = useQueries({ queries: desks.map((desk) => configurationQuery(desk.key)) });
  return [
    ...desks.flatMap((desk, n) => {
      const definition = configurations[n]?.data?.definition;
      return (definition?.roles ?? []).map((role) => ({ value: valueOf({ desk: desk.key, role: role.key }), label: `${desk.name}: ${labelIn(role.labels, currentLanguage(), definition?.language)}` }));
    }),
    { value: administrator, label: t("desk.settings.sign-in.administrator") },
  ];
}

/** Which group of the directory brings which role. */
export function GroupRoles({ groups, onChange, problemAt }: { groups: readonly GroupRole[]; onChange: (groups: GroupRole[]) => void; problemAt: (n: number) => string | undefined }) {
  const roles = useRoleNames();
  const first = roles.find(({ value }) => value !== administrator);
  const set = (n: number, one: GroupRole) => onChange(groups.map((other, m) => (m === n ? one : other)));
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{t("desk.settings.sign-in.groups")}</legend>
      <p className={styles.hint}>{t("desk.settings.sign-in.groups.about")}</p>
      <div className={styles.held}>
        {groups.map((one, n) => (
          // lines have nothing of their own to be known by
          // oxlint-disable-next-line react/no-array-index-key
          <div key={n} className={styles.pair}>
            <Field label={t("desk.settings.sign-in.group")} required maxLength={500} value={one.group} problem={problemAt(n)} onChange={(event) => set(n, { ...one, group: event.target.value })} />
            <Choice
              label={t("desk.settings.sign-in.role")}
              value={valueOf(one)}
              options={roles.some(({ value }) => value === valueOf(one)) ? roles : [{ value: valueOf(one), label: one.role }, ...roles]}
              onChange={(value) => {
                const [desk = "", role = ""] = value.split("/");
                set(n, { ...one, desk: desk === "" ? null : desk, role });
              }}
            />
            <Button look="quiet" aria-label={t("desk.settings.sign-in.group.remove-of", { group: one.group })} onClick={() => onChange(groups.toSpliced(n, 1))}>
              {t("desk.settings.sign-in.group.remove")}
            </Button>
          </div>
        ))}
        {/* a new line begins with a desk's role: the installation's is chosen, never met */}
        <Button
          disabled={first === undefined}
          onClick={() => {
            const [desk = "", role = ""] = (first?.value ?? "").split("/");
            onChange([...groups, { group: "", desk, role }]);
          }}
        >
          <IconPlus size={16} aria-hidden /> {t("desk.settings.sign-in.group.add")}
        </Button>
      </div>
    </fieldset>
  );
}
