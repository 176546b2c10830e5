import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../../../contract/auth.ts";
import { endOwnSession, endOwnSessions, listOwnSessions } from "../../lib/calls.ts";
import { exactTime, relativeTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { deviceOf } from "./device.ts";
import styles from "./profile.module.css";
import { inWords } from "./sign-in-page.tsx";

export const sessionsQuery = queryOptions({ queryKey: ["me", "sessions"], queryFn: ({ signal }) => listOwnSessions({ signal }) });

function nameOf({ userAgent }: Session): string {
  const device = deviceOf(userAgent);
  if (device === undefined) return t("desk.profile.sessions.unknown");
  return device.system === undefined ? device.browser : t("desk.profile.sessions.on", { browser: device.browser, system: device.system });
}

/** Every place where one is signed in, this one first, and the way to end it there. */
export function OwnSessions() {
  const { data } = useQuery(sessionsQuery);
  const sessions = data?.items.toSorted((a, b) => Number(b.current) - Number(a.current) || b.seenAt.localeCompare(a.seenAt));
  // the page begins anew at its sign-in
  const all = useMutation({ mutationFn: endOwnSessions, onSuccess: () => location.reload(), onError: (error) => toast({ kind: "problem", key: "profile", text: inWords(error) }) });
  return (
    <Section
      title={t("desk.profile.sessions")}
      about={t("desk.profile.sessions.about")}
      tools={
        <Button look="danger" busy={all.isPending} onClick={() => all.mutate()}>
          {t("desk.profile.sessions.end-all")}
        </Button>
      }
    >
      <ul className={styles.sessions}>
        {sessions === undefined && (
          <li className={styles.session}>
            <Bone width="60%" />
          </li>
        )}
        {sessions?.map((one) => (
          <Line key={one.id} session={one} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ session }: { session: Session }) {
  const client = useQueryClient();
  const name = nameOf(session);
  const end = useMutation({
    mutationFn: () => endOwnSession(session.id),
    onSuccess: () => {
      toast({ key: "profile", text: t("desk.profile.sessions.ended") });
      return client.invalidateQueries(sessionsQuery);
    },
    onError: (error) => toast({ kind: "problem", key: "profile", text: inWords(error) }),
  });
  const phone = /Mobile|iPhone|Android/.test(session.userAgent);
  return (
    <li className={styles.session}>
      {phone ? <IconDeviceMobile size={20} aria-hidden /> : <IconDeviceDesktop size={20} aria-hidden />}
      <span className={styles.device}>
        <b title={session.userAgent}>{name}</b>
        <span>
          {session.current ? <em>{t("desk.profile.sessions.this")}</em> : <span title={exactTime(session.seenAt)}>{t("desk.profile.sessions.seen", { when: relativeTime(session.seenAt) })}</span>}
          {"\u00a0· "}
          {session.ip}
        </span>
      </span>
      {!session.current && (
        <Button aria-label={t("desk.profile.sessions.end-of", { device: name })} busy={end.isPending} onClick={() => end.mutate()}>
          {t("desk.profile.sessions.end")}
        </Button>
      )}
    </li>
  );
}
