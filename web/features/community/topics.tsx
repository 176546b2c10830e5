import type { TopicDefinition } from "../../../contract/community.ts";
import { t } from "../../lib/i18n.ts";
import { Choice } from "../../ui/field.tsx";
import { LabelsField } from "../settings/labels.tsx";
import { ListEditor, type EditorProps } from "../settings/list-editor.tsx";
import styles from "../settings/settings.module.css";

/** H10: under what people ask, publish and propose. */
export function Topics({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="topics"
      title={t("desk.settings.topics")}
      about={t("desk.settings.topics.about")}
      add={t("desk.settings.topics.add")}
      blank={() => ({ key: "", labels: {} })}
      summary={(topic) => [topic.readers && t("desk.settings.topics.readers.signed-in"), topic.writers && t("desk.settings.topics.writers.staff")].filter(Boolean).join(" · ")}
      editor={(props) => <TopicEditor {...props} />}
    />
  );
}

function TopicEditor({ entry, languages, onChange, problemAt, fresh }: EditorProps<TopicDefinition>) {
  const { readers, writers, ...rest } = entry;
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => onChange({ ...entry, labels })} problem={problemAt("/labels")} focused={fresh} />
      <LabelsField label={t("desk.settings.topics.description")} labels={entry.descriptions ?? {}} languages={languages} onChange={(descriptions) => onChange({ ...entry, descriptions })} lines={2} />
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.topics.readers")}
          value={readers ?? ""}
          options={[{ value: "", label: t("desk.settings.topics.readers.everyone") }, { value: "signed-in", label: t("desk.settings.topics.readers.signed-in") }]}
          onChange={(value) => onChange({ ...rest, ...(writers && { writers }), ...(value === "signed-in" && { readers: value }) })}
        />
        <Choice
          label={t("desk.settings.topics.writers")}
          value={writers ?? ""}
          options={[{ value: "", label: t("desk.settings.topics.writers.everyone") }, { value: "staff", label: t("desk.settings.topics.writers.staff") }]}
          onChange={(value) => onChange({ ...rest, ...(readers && { readers }), ...(value === "staff" && { writers: value }) })}
        />
      </div>
    </>
  );
}
