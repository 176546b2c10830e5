import { IconLock, IconLockOpen, IconMailForward } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonAccess } from "../../../contract/access.ts";
import { call } from "../../lib/api.ts";
import { exactTime, relativeTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { sayProblem } from "../organizations/api.ts";
import styles from "./access.module.css";

const accessQuery = (person: number) => queryOptions({ queryKey: ["person", person, "access"], queryFn: ({ signal }) => call<PersonAccess>(`/people/${person}/access`, { signal }), staleTime: 30_000, retry: false });

/** H12: whether somebody can get into the portal, or what keeps them out, and what helps. */
export function Access({ person, desk }: { person: number; desk: string }) {
  const client = useQueryClient();
  const [sent, setSent] = useState(false);
  // the mail leaves a moment later: until then nothing is different
  const { data: access } = useQuery({ ...accessQuery(person), refetchInterval: ({ state }) => (sent && state.data?.state !== "can" && state.data?.state !== "invited" ? 1500 : false) });
  const after = { onError: sayProblem, onSettled: () => client.invalidateQueries(accessQuery(person)) };
  const invite = useMutation({ mutationFn: () => call<{ to: string }>(`/people/${person}/access/links`, { method: "POST", body: { desk } }), onSuccess: ({ to }) => (setSent(true), toast({ key: "saved", text: t("desk.access.sent", { to }) })), ...after });
  const unlock = useMutation({ mutationFn: () => call<void>(`/people/${person}/access/lock`, { method: "DELETE" }), onSuccess: () => toast({ key: "saved", text: t("desk.access.unlocked") }), ...after });
  if (!access || access.state === "no-address") return null;
  const open = access.state === "can" || access.state === "invited" || access.state === "directory";
  return (
    <div className={styles.access}>
      <p className={`${styles.state} ${open ? "" : styles.out}`}>
        {open ? <IconLockOpen size={16} aria-hidden /> : <IconLock size={16} aria-hidden />}
        <span dir="auto">{access.state === "directory" ? t("desk.access.directory", { directory: access.directory ?? "" }) : t(`desk.access.${access.state}`)}</span>
      </p>
      <ul className={styles.facts}>
        {factsOf(access).map(({ text, at }) => (
          <li key={text} title={at === undefined ? undefined : exactTime(at)}>
            {text}
          </li>
        ))}
      </ul>
      <div className={styles.acts}>
        {access.can.invite && (
          <Button look="quiet" busy={invite.isPending} onClick={() => invite.mutate()}>
            <IconMailForward size={16} aria-hidden /> {t("desk.access.invite")}
          </Button>
        )}
        {access.can.unlock && access.state === "locked" && (
          <Button look="quiet" busy={unlock.isPending} onClick={() => unlock.mutate()}>
            <IconLockOpen size={16} aria-hidden /> {t("desk.access.unlock")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What is known of it, the most telling first. */
function factsOf({ state, addresses, signedInAt, hasPassword }: PersonAccess): { text: string; at?: string }[] {
  const [primary] = addresses;
  const when = (key: "desk.access.signed-in" | "desk.access.mailed" | "desk.access.refused" | "desk.access.locked-until" | "desk.access.link-until", at: string | null | undefined) => (at ? [{ text: t(key, { when: relativeTime(at) }), at }] : []);
  return [
    ...(state === "locked" ? when("desk.access.locked-until", primary?.lockedUntil) : []),
    ...(state === "bounced" && primary?.bounceReason ? [{ text: t("desk.access.bounce", { reason: primary.bounceReason }) }] : []),
    ...when("desk.access.signed-in", signedInAt),
    ...(signedInAt === null ? when("desk.access.mailed", primary?.invitedAt) : []),
    ...(state === "invited" ? when("desk.access.link-until", primary?.linkUntil) : []),
    ...(state === "directory" ? [] : when("desk.access.refused", primary?.refusedAt)),
    ...(state === "can" && !hasPassword ? [{ text: t("desk.access.no-password") }] : []),
  ];
}
