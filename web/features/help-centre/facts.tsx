import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import { articleAudiences, type Article, type ArticleAudience, type SectionDefinition } from "../../../contract/help-centre.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Lookup } from "../../ui/controls/lookup.tsx";
import { Choice, Field } from "../../ui/field.tsx";
import { organizationsQuery } from "../organizations/api.ts";
import styles from "./article.module.css";

export interface Placing {
  section: string;
  audience: ArticleAudience;
  organizations: Article["organizations"];
  reviewOn: string | null;
}

/** Where an article stands, who reads it, when it is looked at again. `onChange` is told of what is whole. */
export function Facts({ sections, placing, onChange }: { sections: readonly SectionDefinition[]; placing: Placing; onChange: (change: Partial<Placing>) => void }) {
  // chosen, and without effect until an organization is
  const [choosing, setChoosing] = useState(false);
  const audience = choosing ? "organization" : placing.audience;
  const choose = (value: string) => {
    const wanted = articleAudiences.find((one) => one === value) ?? "everyone";
    const lacks = wanted === "organization" && placing.organizations.length === 0;
    setChoosing(lacks);
    if (!lacks) onChange({ audience: wanted });
  };
  const setOrganizations = (organizations: Article["organizations"]) => {
    setChoosing(organizations.length === 0);
    if (organizations.length > 0) onChange({ audience: "organization", organizations });
  };
  return (
    <div className={styles.facts}>
      <Choice label={t("desk.help.article.section")} value={placing.section} options={sections.map(({ key, labels }) => ({ value: key, label: labelIn(labels, currentLanguage()) }))} onChange={(section) => onChange({ section })} />
      <Choice label={t("desk.help.article.audience")} value={audience} options={articleAudiences.map((one) => ({ value: one, label: t(`desk.help.article.audience.${one}`) }))} onChange={choose} />
      {audience === "organization" && <Organizations chosen={placing.organizations} onChange={setOrganizations} />}
      <Field label={t("desk.help.article.review")} hint={t("desk.help.article.review.hint")} type="date" value={placing.reviewOn ?? ""} onChange={(event) => onChange({ reviewOn: event.target.value || null })} />
      {placing.reviewOn !== null && <Button onClick={() => onChange({ reviewOn: inSixMonths() })}>{t("desk.help.article.reviewed")}</Button>}
    </div>
  );
}

function inSixMonths(): string {
  const day = new Date();
  day.setMonth(day.getMonth() + 6);
  return day.toISOString().slice(0, 10);
}

function Organizations({ chosen, onChange }: { chosen: Article["organizations"]; onChange: (organizations: Article["organizations"]) => void }) {
  const [typed, setTyped] = useState("");
  const found = useInfiniteQuery({ ...organizationsQuery(typed.trim()), enabled: typed.trim() !== "" });
  const offered = typed.trim() === "" ? [] : (found.data?.pages[0]?.items ?? []).filter(({ id }) => !chosen.some((one) => one.id === id)).slice(0, 8);
  return (
    <div className={styles.organizations}>
      <ul aria-label={t("desk.help.article.organizations")}>
        {chosen.map((one) => (
          <li key={one.id}>
            <bdi>{one.name}</bdi>
            <IconButton label={t("desk.help.article.organizations.remove", { name: one.name })} disabled={chosen.length === 1} onClick={() => onChange(chosen.filter(({ id }) => id !== one.id))}>
              <IconX size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <Lookup
        label={t("desk.help.article.organizations.add")}
        typed={typed}
        onType={setTyped}
        options={offered.map(({ id, name }) => ({ value: String(id), label: name }))}
        nothing={typed.trim() !== "" && found.isSuccess}
        onChoose={(value) => {
          const one = offered.find(({ id }) => String(id) === value);
          setTyped("");
          if (one) onChange([...chosen, { id: one.id, name: one.name }]);
        }}
      />
    </div>
  );
}
