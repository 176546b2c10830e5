import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signaturePreference } from "../../../contract/conversations.ts";
import { placeholders, unknownPlaceholders } from "../../../contract/configuration.ts";
import { readSignature } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { TextArea } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useChangeMe, useMe } from "../auth/api.ts";
import styles from "./conversations.module.css";

/** What will stand below the reply, quietly: it is mailed with it and is no part of what is written. */
export function SignaturePreview({ ticket }: { ticket: number }) {
  const { data } = useQuery({ queryKey: ["signature", ticket], queryFn: ({ signal }) => readSignature(ticket, { signal }), staleTime: 60_000 });
  if (!data || data.text === "") return null;
  return (
    <p className={styles.signature} dir="auto" title={t("desk.signature.about")} aria-label={t("desk.signature")}>
      {data.text}
    </p>
  );
}

/** One's own lines below one's replies, above the desk's; saved as they are left. */
export function OwnSignature() {
  const me = useMe();
  const change = useChangeMe();
  const saved = me.preferences[signaturePreference];
  const was = typeof saved === "string" ? saved : "";
  const [typed, setTyped] = useState<string>();
  const text = typed ?? was;
  const [unknown] = unknownPlaceholders(text);
  const leave = () => {
    if (typed === undefined || typed.trimEnd() === was || unknown !== undefined) return;
    change.mutate(
      { preferences: { ...me.preferences, [signaturePreference]: typed.trimEnd() || null } },
      { onSuccess: () => (setTyped(undefined), toast({ key: "saved", text: t("desk.saved") })) },
    );
  };
  return (
    <div className={styles.ownSignature}>
      <TextArea
        label={t("desk.signature")}
        hint={t("desk.settings.placeholders", { list: placeholders.map((one) => `⟨${one}⟩`).join(" ") }).replaceAll("⟨", "{{").replaceAll("⟩", "}}")}
        problem={unknown === undefined ? undefined : t("desk.signature.unknown", { name: unknown })}
        optional
        rows={3}
        style={{ minHeight: 80 }}
        dir="auto"
        maxLength={2000}
        value={text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
      />
    </div>
  );
}
