import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMailbox } from "../features/mail-out/api.ts";
import { Mailboxes } from "../features/settings/mailboxes.tsx";
import { People } from "../features/settings/people.tsx";
import { t } from "../lib/i18n.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import styles from "./begin.module.css";

/** After the set-up page: where mail comes in, tried at once, and who else works here. Each can wait. */
export function Begin() {
  const { desk } = useParams({ from: "/inside/begin/$desk" });
  // there is a built-in mailbox only while nothing leaves the house
  const kept = useMailbox().isSuccess;
  useEffect(() => void (document.title = `${t("desk.begin.title")} · Ventanilla`), []);
  return (
    <Page title={t("desk.begin.title")}>
      <div className={styles.page}>
        <p>{t("desk.begin.lead")}</p>
        <Mailboxes desk={desk} />
        <People desk={desk} />
        {kept && <p className={styles.note}>{t("desk.begin.not-sent")}</p>}
        <p>
          <Link to="/tickets" className={buttonClass("primary", true)}>
            {t("desk.begin.go")}
          </Link>
        </p>
      </div>
    </Page>
  );
}
