import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { FactorAdded } from "../../../contract/sign-on.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import styles from "./factors.module.css";
import { confirmTotp, proposeTotp } from "./sign-on.ts";
import { inWords } from "./words.ts";

/** The picture an authenticator app reads, drawn as one path: black on white in either theme. */
function useQr(text: string | undefined): { path: string; size: number } | undefined {
  return useQuery({
    queryKey: ["qr", text],
    enabled: text !== undefined,
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => {
      const { encode } = await import("uqr");
      const { data, size } = encode(text ?? "", { border: 2 });
      return { path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""), size };
    },
  }).data;
}

/** A key for an app on one's phone: read as a picture or typed, and shown to be there by a code of the app. */
export function AddTotp({ onAdded, onCancel }: { onAdded: (added: FactorAdded) => void; onCancel: () => void }) {
  const made = useQuery({ queryKey: ["totp-key"], queryFn: proposeTotp, staleTime: Infinity, gcTime: 0, retry: false });
  const qr = useQr(made.data?.uri);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      onAdded(await confirmTotp(code));
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };
  if (made.isError)
    return (
      <div className={styles.totp}>
        <Problem>{inWords(made.error)}</Problem>
        <div className={styles.acts}>
          <Button onClick={onCancel}>{t("desk.auth.totp.cancel")}</Button>
        </div>
      </div>
    );
  return (
    <form className={styles.totp} onSubmit={(event) => void confirm(event)}>
      <p>{t("desk.auth.totp.scan")}</p>
      <div className={styles.scan}>
        {qr ? (
          <svg className={styles.qr} viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={t("desk.auth.totp.picture")} shapeRendering="crispEdges">
            <rect width={qr.size} height={qr.size} fill="#fff" />
            <path d={qr.path} fill="#000" />
          </svg>
        ) : (
          <Bone width="176px" height={176} />
        )}
        <div className={styles.typed}>
          <span>{t("desk.auth.totp.or-type")}</span>
          <code>{made.data?.key.match(/.{4}/g)?.join(" ")}</code>
        </div>
      </div>
      <Field label={t("desk.auth.totp.code")} hint={t("desk.auth.totp.code.hint")} inputMode="numeric" autoComplete="one-time-code" maxLength={10} required className={styles.code ?? ""} problem={problem} value={code} onChange={(event) => setCode(event.target.value)} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={busy} disabled={made.data === undefined}>
          {t("desk.auth.totp.confirm")}
        </Button>
        <Button onClick={onCancel}>{t("desk.auth.totp.cancel")}</Button>
      </div>
    </form>
  );
}
