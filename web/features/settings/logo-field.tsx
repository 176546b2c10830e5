import { useId, useState } from "react";
import { longestLogo } from "../../../contract/configuration.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { useFileChooser } from "../../ui/file-chooser.tsx";
import { Logo } from "../../ui/logo.tsx";
import styles from "./settings.module.css";

/** Pixels, twice as many as pages show: sharp on every screen. */
const [mostWide, mostHigh] = [480, 128];

/** The picture as small as pages show it, whatever was chosen. Null: it is none that browsers know. */
async function shrunk(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null || picture.width === 0 || picture.height === 0) return null;
  for (let scale = Math.min(1, mostWide / picture.width, mostHigh / picture.height); ; scale *= 0.7) {
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
    const pen = canvas.getContext("2d");
    if (pen === null) return null;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const url = ["image/png", "image/webp"].map((type) => canvas.toDataURL(type, 0.9)).find((one) => one.length <= longestLogo);
    if (url !== undefined || canvas.width * canvas.height < 100) return url ?? null;
  }
}

/** The desk's logo: chosen from a file, shown as the portal shows it, taken away. */
export function LogoField({ logo, problem, onChange }: { logo: string | undefined; problem: string | undefined; onChange: (logo: string | undefined) => void }) {
  const id = useId();
  const [failed, setFailed] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const url = await shrunk(file);
    setFailed(url === null);
    if (url !== null) onChange(url);
  };
  const [choose, input] = useFileChooser(([file]) => void take(file), { accept: "image/*" });
  const wrong = failed ? t("desk.settings.logo.unreadable") : problem;
  return (
    <div className={styles.field}>
      <span className={styles.label}>{t("desk.settings.logo")}</span>
      <div className={styles.logo}>
        {logo !== undefined && <Logo src={logo} alt={t("desk.settings.logo.shown")} />}
        <Button aria-describedby={id} onClick={choose}>
          {t(logo === undefined ? "desk.settings.logo.choose" : "desk.settings.logo.change")}
        </Button>
        {input}
        {logo !== undefined && (
          <Button
            look="quiet"
            onClick={() => {
              setFailed(false);
              onChange(undefined);
            }}
          >
            {t("desk.settings.logo.remove")}
          </Button>
        )}
      </div>
      <p id={id} className={wrong === undefined ? styles.hint : styles.problem} role={wrong === undefined ? undefined : "alert"}>
        {wrong ?? t("desk.settings.logo.hint")}
      </p>
    </div>
  );
}
