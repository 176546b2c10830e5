import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { listDesks } from "../lib/calls.ts";
import { t } from "../lib/i18n.ts";
import { Frame, Notice } from "./frame.tsx";
import styles from "./home-page.module.css";
import { portalPath } from "./router.tsx";
import { inWords } from "./words.ts";

/** Who came without a desk's address chooses one; where there is only one, that is it. */
export function DesksPage() {
  const desks = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }) });
  const only = desks.data?.items.length === 1 ? desks.data.items[0]?.key : undefined;
  useEffect(() => {
    if (only !== undefined) location.replace(portalPath(only));
  }, [only]);
  if (desks.isError) return <Frame><Notice title={t("portal.problem.title")} lead={inWords(desks.error)} /></Frame>;
  if (!desks.data || only !== undefined) return <Frame>{null}</Frame>;
  if (desks.data.items.length === 0) return <Frame><Notice title={t("portal.missing.title")} lead={t("portal.desks.none")} /></Frame>;
  return (
    <Frame title={t("portal.desks.title")}>
      <h1 tabIndex={-1} className={styles["title"]}>{t("portal.desks.title")}</h1>
      <p className={styles["lead"]}>{t("portal.desks.lead")}</p>
      <ul className={styles["list"]}>
        {desks.data.items.map((desk) => (
          <li key={desk.key}>
            <a className={styles["card"]} href={portalPath(desk.key)}>
              <span className={styles["subject"]}>{desk.name}</span>
              <span className={styles["meta"]}>{desk.addresses[0]}</span>
            </a>
          </li>
        ))}
      </ul>
    </Frame>
  );
}
