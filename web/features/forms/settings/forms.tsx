import { IconArrowLeft, IconChevronRight, IconPlus, IconTrash } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { labelIn } from "../../../../contract/common.ts";
import { formAudiences, type FormAudience, type FormDefinition } from "../../../../contract/forms.ts";
import { currentLanguage, t } from "../../../lib/i18n.ts";
import { Button } from "../../../ui/button.tsx";
import { IconButton } from "../../../ui/controls/icon-button.tsx";
import { Section } from "../../../ui/section.tsx";
import { Bone } from "../../../ui/skeleton.tsx";
import { toast } from "../../../ui/toasts.tsx";
import { keyFor, partOf, usePart, type Parts } from "../../settings/api.ts";
import rows from "../../settings/rows.module.css";
import { FormEditor } from "./form-editor.tsx";
import { FormPreview } from "./form-preview.tsx";
import styles from "./settings.module.css";

const about = { customers: "desk.forms.customers.about", staff: "desk.forms.staff.about" } as const;

/** A desk's two forms, each edited with the form itself beside it. Which one is open stands in the address. */
export function Forms({ desk }: { desk: string }) {
  const { configuration, save, mistakes } = usePart(desk, "forms");
  const open = useLocation({ select: ({ hash }) => formAudiences.find((one) => one === hash) });
  const navigate = useNavigate();
  const [drafts, setDrafts] = useState<Partial<Record<FormAudience, FormDefinition>>>({});
  const go = (audience: FormAudience | "") => void navigate({ to: ".", hash: audience });
  if (configuration === undefined) return <Section title={t("desk.settings.forms")} about={t("desk.settings.forms.about")}>{[60, 44].map((width) => <div key={width} className={rows.row}><Bone width={`${width}%`} height={10} /></div>)}</Section>;

  const { definition, archived } = configuration;
  const lists: Parts = { ...definition, general: partOf(definition, "general") };
  const languages = [definition.language, ...definition.languages.filter((one) => one !== definition.language)];
  const savedOf = (audience: FormAudience) => definition.forms.find((one) => one.for === audience);
  const nameOf = (form: FormDefinition) => labelIn(form.labels, currentLanguage(), definition.language);

  const begin = async (audience: FormAudience) => {
    const earlier = archived.forms.find((one) => one.for === audience);
    const key = keyFor(t(`desk.forms.${audience}`), [...definition.forms, ...archived.forms].map((one) => one.key));
    const form = earlier ?? { key, labels: { [definition.language]: t(`desk.forms.${audience}`) }, for: audience, parts: [{ fields: [] }] };
    if ((await save((list) => [...list, form])) === "saved") go(audience);
  };
  const commit = async (form: FormDefinition) => {
    const written = withoutBlanks(form);
    const done = await save((list) => list.map((one) => (one.key === form.key ? written : one)));
    // what was typed while it was on its way stays, and a text that is still to be written
    if (done === "saved" && JSON.stringify(written) === JSON.stringify(form)) setDrafts(({ [form.for]: draft, ...rest }) => (draft === undefined || draft === form ? rest : { ...rest, [form.for]: draft }));
  };
  const remove = async (form: FormDefinition) => {
    if ((await save((list) => list.filter((one) => one.key !== form.key))) !== "saved") return;
    setDrafts(({ [form.for]: _draft, ...rest }) => rest);
    go("");
    toast({ key: "settings", text: t("desk.settings.removed", { name: nameOf(form) }), actions: [{ label: t("desk.undo"), run: () => void save((list) => [...list, form]) }] });
  };

  const saved = open && savedOf(open);
  if (saved !== undefined) {
    const form = drafts[saved.for] ?? saved;
    const index = definition.forms.indexOf(saved);
    return (
      <div className={styles.page}>
        <header className={styles.head}>
          <IconButton label={t("desk.forms.back")} onClick={() => go("")}>
            <IconArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2>{t(`desk.forms.${form.for}`)}</h2>
          <Button look="danger" onClick={() => void remove(saved)}>
            <IconTrash size={16} aria-hidden /> {t("desk.settings.remove")}
          </Button>
        </header>
        <div className={styles.split}>
          <FormEditor
            form={form}
            lists={lists}
            languages={languages}
            problemAt={(path) => Object.entries(mistakes).find(([at]) => at === `/${index}${path}` || at.startsWith(`/${index}${path}/`))?.[1]}
            onChange={(changed) => {
              setDrafts((all) => ({ ...all, [changed.for]: changed }));
              if (!isTyping()) void commit(changed);
            }}
            onLeave={() => drafts[form.for] !== undefined && void commit(form)}
          />
          <FormPreview form={form} desk={desk} lists={lists} />
        </div>
      </div>
    );
  }
  return (
    <Section title={t("desk.settings.forms")} about={t("desk.settings.forms.about")}>
      <ul className={styles.list}>
        {formAudiences.map((audience) => {
          const form = savedOf(audience);
          return (
            <li key={audience} className={styles.entry}>
              <div>
                <h3>{t(`desk.forms.${audience}`)}</h3>
                <p>{t(about[audience])}</p>
              </div>
              {form === undefined ? (
                <Button onClick={() => void begin(audience)}>
                  <IconPlus size={16} aria-hidden /> {t("desk.forms.add")}
                </Button>
              ) : (
                <Button onClick={() => go(audience)}>
                  {t("desk.forms.edit")} <IconChevronRight size={16} aria-hidden />
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** A text is saved as it is left; what is ticked, chosen, moved or removed, at once: the button for it may be gone with it. */
const isTyping = (): boolean => document.activeElement instanceof HTMLTextAreaElement || (document.activeElement instanceof HTMLInputElement && document.activeElement.type === "text");

/** Guidance is there from when something is written in it. */
const withoutBlanks = (form: FormDefinition): FormDefinition => ({
  ...form,
  parts: form.parts.map(({ guidance, ...part }) => {
    const written = guidance?.filter(({ texts }) => Object.values(texts).some((text) => text.trim() !== ""));
    return written === undefined || written.length === 0 ? part : { ...part, guidance: written };
  }),
});
