import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Session } from "../../contract/auth.ts";
import { deviceOf } from "../features/auth/device.ts";
import { endOwnSession, listOwnSessions } from "../lib/calls.ts";
import { relativeTime } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toasts.tsx";
import styles from "./account.module.css";
import forms from "./forms.module.css";
import { inWords } from "./words.ts";

const sessionsQuery = queryOptions({ queryKey: ["sessions"], queryFn: ({ signal }) => listOwnSessions({ signal }) });

function nameOf({ userAgent }: Session): string {
  const device = deviceOf(userAgent);
  if (device === undefined) return t("desk.profile.sessions.unknown");
  return device.system === undefined ? device.browser : t("desk.profile.sessions.on", { browser: device.browser, system: device.system });
}

/** Where one is signed in, this place first. Shown once there is another. */
export function Sessions() {
  const { data } = useQuery(sessionsQuery);
  const items = data?.items.toSorted((a, b) => Number(b.current) - Number(a.current) || b.seenAt.localeCompare(a.seenAt)) ?? [];
  if (items.length < 2) return null;
  return (
    <section className={forms["other"]} aria-labelledby="sessions">
      <h2 id="sessions">{t("portal.sessions.title")}</h2>
      <p className={styles["about"]}>{t("portal.sessions.about")}</p>
      <ul className={styles["rows"]}>
        {items.map((one) => (
          <Row key={one.id} session={one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ session }: { session: Session }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const name = nameOf(session);
  const end = async () => {
    setBusy(true);
    try {
      await endOwnSession(session.id);
      await client.invalidateQueries(sessionsQuery);
      toast({ text: t("desk.profile.sessions.ended"), key: "saved" });
    } catch (error) {
      toast({ kind: "problem", text: inWords(error), key: "saved" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={styles["row"]}>
      <span className={styles["what"]}>
        <b>{name}</b>
        <span>
          {session.current ? t("desk.profile.sessions.this") : t("desk.profile.sessions.seen", { when: relativeTime(session.seenAt) })} · {session.ip}
        </span>
      </span>
      {!session.current && (
        <span className={styles["acts"]}>
          <Button busy={busy} aria-label={t("desk.profile.sessions.end-of", { device: name })} onClick={() => void end()}>
            {t("desk.profile.sessions.end")}
          </Button>
        </span>
      )}
    </li>
  );
}
