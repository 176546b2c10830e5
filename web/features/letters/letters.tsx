import { useQuery } from "@tanstack/react-query";
import { IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { LetterDefinition } from "../../../contract/letters.ts";
import { currentLanguage, languageName, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { letterName } from "../desks/api.ts";
import { keyFor, usePart } from "../settings/api.ts";
import rows from "../settings/rows.module.css";
import { standardLettersQuery } from "./api.ts";
import { LetterEditor } from "./letter-editor.tsx";
import styles from "./letters.module.css";

/** No key begins so. */
const fresh = "+";
const groups = ["customer", "colleague", "account"] as const;

/** A desk's letters: its own, and those that every desk has, which it may write anew. Which one is open stands in the address. */
export function Letters({ desk }: { desk: string }) {
  const { configuration, save, mistakes } = usePart(desk, "letters");
  const { data: standard } = useQuery(standardLettersQuery(desk));
  const open = useLocation({ select: ({ hash }) => hash });
  const navigate = useNavigate();
  const [drafts, setDrafts] = useState<Record<string, LetterDefinition>>({});
  const go = (key: string) => void navigate({ to: ".", hash: key });
  if (configuration === undefined || standard === undefined)
    return <Section title={t("desk.settings.letters")} about={t("desk.settings.letters.about")}>{[60, 44, 52, 38].map((width) => <div key={width} className={rows.row}><Bone width={`${width}%`} height={10} /></div>)}</Section>;

  const { definition } = configuration;
  const { letters } = definition;
  const deskLanguages = [definition.language, ...definition.languages.filter((one) => one !== definition.language)];
  const builtIn = new Map(standard.map((one) => [one.key, one]));
  const nameOf = (letter: Pick<LetterDefinition, "key" | "labels">) => letterName(letter.key, labelIn(letter.labels, currentLanguage(), definition.language));
  const savedOf = (key: string) => letters.find((one) => one.key === key);
  const begun = (key: string): LetterDefinition => ({ key, labels: builtIn.has(key) ? { [definition.language]: letterName(key, key) } : {}, texts: {} });
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const commit = async (letter: LetterDefinition) => {
    const nothing = builtIn.has(letter.key) && letter.languages === undefined && Object.keys(letter.texts).length === 0;
    const without = (list: readonly LetterDefinition[]) => list.filter((one) => one.key !== letter.key);
    const done = await save((list) => (nothing ? without(list) : list.some((one) => one.key === letter.key) ? list.map((one) => (one.key === letter.key ? letter : one)) : [...list, letter]));
    if (done === "saved") setDrafts(({ [letter.key]: draft, ...rest }) => (draft === undefined || draft === letter ? rest : { ...rest, [letter.key]: draft }));
  };

  if (open !== "" && (open === fresh || builtIn.has(open) || savedOf(open) !== undefined)) {
    const key = open === fresh ? "" : open;
    const letter = drafts[open] ?? savedOf(key) ?? begun(key);
    const index = open === fresh || savedOf(key) === undefined ? letters.length : letters.findIndex((one) => one.key === key);
    const remove = async () => {
      const before = letters.findIndex((one) => one.key === key);
      const saved = letters[before];
      const done = await save((list) => list.filter((one) => one.key !== key));
      if (done !== "saved" || saved === undefined) return;
      setDrafts(({ [key]: _draft, ...rest }) => rest);
      if (!builtIn.has(key)) go("");
      toast({ key: "settings", text: t("desk.settings.removed", { name: nameOf(saved) }), actions: [{ label: t("desk.undo"), run: () => void save((list) => list.toSpliced(before, 0, saved)) }] });
    };
    const create = async () => {
      const named = keyFor(letter.labels[definition.language] ?? "", [...letters, ...configuration.archived.letters, ...standard].map((one) => one.key));
      if ((await save((list) => [...list, { ...letter, key: named }])) !== "saved") return;
      setDrafts(({ [fresh]: _draft, ...rest }) => rest);
      go(named);
    };
    const ticketFields = definition.fields.flatMap((field) => (field.on === undefined || field.on === "ticket" ? [field.key] : []));
    return (
      <LetterEditor
        key={open}
        desk={desk}
        name={open === fresh ? t("desk.letters.add") : nameOf(letter)}
        letter={{ ...letter, key: key || "x" }}
        standard={builtIn.get(key)}
        deskLanguages={deskLanguages}
        ticketFields={ticketFields}
        problemAt={(path) => Object.entries(mistakes).find(([at]) => at === `/${index}${path}` || at.startsWith(`/${index}${path}/`))?.[1]}
        fresh={open === fresh}
        onChange={(changed) => setDrafts((all) => ({ ...all, [open]: { ...changed, key } }))}
        onLeave={() => !isSame(drafts[open] ?? letter, savedOf(key) ?? begun(key)) && void commit(letter)}
        onBack={() => go("")}
        onCreate={() => void create()}
        onRemove={savedOf(key) === undefined ? undefined : () => void remove()}
      />
    );
  }

  const row = (letter: Pick<LetterDefinition, "key" | "labels">) => {
    const saved = savedOf(letter.key);
    const isOwn = !builtIn.has(letter.key);
    const lacking = saved === undefined ? [] : deskLanguages.filter((one) => saved.texts[one] === undefined && (isOwn || saved.languages !== undefined));
    const at = `/letters/${letters.findIndex((one) => one.key === letter.key)}/`;
    const flagged = saved !== undefined && configuration.notices.some(({ path }) => path.startsWith(at) && path.split("/").length > 5);
    return (
      <li key={letter.key} className={rows.item}>
        <div className={rows.row}>
          <button type="button" className={rows.opener} onClick={() => go(letter.key)}>
            <span className={rows.name} dir="auto">
              {nameOf(letter)}
            </span>
            {drafts[letter.key] !== undefined && <span className={styles.problem}>{t("desk.settings.unsaved")}</span>}
            {flagged && <span className={rows.lacks}>{t("desk.letters.unknown-placeholder")}</span>}
            {lacking.length > 0 && <span className={rows.lacks}>{t("desk.settings.lacks", { languages: lacking.map(languageName).join(", ") })}</span>}
            <span className={rows.summary}>{saved === undefined ? "" : saved.languages !== undefined ? t("desk.letters.in-languages", { count: saved.languages.length }) : isOwn ? "" : t("desk.letters.changed")}</span>
            <IconChevronRight size={16} className={rows.chevron} aria-hidden />
          </button>
        </div>
      </li>
    );
  };
  const own = letters.filter((one) => !builtIn.has(one.key));
  return (
    <Section
      title={t("desk.settings.letters")}
      about={t("desk.settings.letters.about")}
      tools={
        <Button onClick={() => go(fresh)}>
          <IconPlus size={16} aria-hidden /> {t("desk.letters.add")}
        </Button>
      }
    >
      <div>
        <h3 className={styles.group}>{t("desk.letters.own")}</h3>
        {own.length === 0 ? <p className={rows.empty}>{t("desk.letters.own.none")}</p> : <ul className={rows.list}>{own.map(row)}</ul>}
      </div>
      {groups.map((to) => (
        <div key={to}>
          <h3 className={styles.group}>{t(`desk.letters.to.${to}`)}</h3>
          <ul className={rows.list}>{standard.filter((one) => one.to === to).map(({ key }) => row({ key, labels: {} }))}</ul>
        </div>
      ))}
    </Section>
  );
}
