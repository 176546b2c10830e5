import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, type ComponentType } from "react";
import { useMe } from "../features/auth/api.ts";
import { Rules } from "../features/automations/rules.tsx";
import { Webhooks } from "../features/automations/webhooks.tsx";
import { Forms } from "../features/forms/settings/forms.tsx";
import { Topics } from "../features/community/topics.tsx";
import { Sources } from "../features/intake/sources.tsx";
import { Letters } from "../features/letters/letters.tsx";
import { BlockedSenders } from "../features/mail-in/blocked-senders.tsx";
import { DemoRemovalSection, removalQuery } from "../features/setup/demo-removal.tsx";
import { General } from "../features/settings/general.tsx";
import { CannedReplies, Fields, Queues, Statuses, Types } from "../features/settings/lists.tsx";
import { Mailboxes } from "../features/settings/mailboxes.tsx";
import { People } from "../features/settings/people.tsx";
import { Roles } from "../features/settings/roles.tsx";
import { SignIn } from "../features/settings/sign-in.tsx";
import { Calendars } from "../features/sla/calendars.tsx";
import { ServiceLevels } from "../features/sla/service-levels.tsx";
import { t } from "../lib/i18n.ts";
import { Picker } from "../ui/controls/picker.tsx";
import { NothingHere } from "../ui/page.tsx";
import styles from "./settings.module.css";

const sections = { general: General, statuses: Statuses, queues: Queues, types: Types, fields: Fields, forms: Forms, roles: Roles, people: People, mailboxes: Mailboxes, blocked: BlockedSenders, intake: Sources, calendars: Calendars, levels: ServiceLevels, rules: Rules, webhooks: Webhooks, canned: CannedReplies, letters: Letters, topics: Topics, "sign-in": SignIn, demo: DemoRemovalSection } satisfies Record<string, ComponentType<{ desk: string }>>;
type SectionKey = keyof typeof sections;
/** What concerns the whole installation is for who administers it. */
const ofInstallation: readonly SectionKey[] = ["sign-in", "demo"];

/** A desk's settings: what there is to set on the left, the chosen page beside it. */
export function Settings() {
  const me = useMe();
  const navigate = useNavigate();
  const { desk: wanted, section } = useParams({ from: "/inside/settings/$desk/$section" });
  const desks = me.desks.filter((one) => one.permissions.includes("desk.configure"));
  const desk = desks.find((one) => one.key === wanted);
  // only where a demonstration was loaded there is one to remove
  const demo = useQuery({ ...removalQuery, enabled: me.administrator });
  const keys = (Object.keys(sections) as SectionKey[]).filter((one) => (me.administrator || !ofInstallation.includes(one)) && (one !== "demo" || demo.isSuccess || one === section));
  const chosen = keys.find((one) => one === section) ?? "general";
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    document.title = `${t(`desk.settings.${chosen}`)} · ${desk?.name ?? ""} · Ventanilla`;
    current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen, desk?.name]);
  if (desk === undefined) return <NothingHere title={t("desk.settings.not-yours")} about={t("desk.settings.not-yours.about")} />;
  const Page = sections[chosen];
  return (
    <div className={styles.settings}>
      <nav className={styles.nav} aria-label={t("desk.settings")}>
        <div className={styles.title}>
          <Link to="/tickets" className={styles.back} aria-label={t("desk.settings.back")}>
            <IconArrowLeft size={16} aria-hidden />
          </Link>
          <h1>{t("desk.settings")}</h1>
        </div>
        {desks.length > 1 ? (
          <Picker wide label={t("desk.new.desk")} value={desk.key} options={desks.map((one) => ({ value: one.key, label: one.name }))} onChange={(key) => void navigate({ to: "/settings/$desk/$section", params: { desk: key, section: chosen } })} />
        ) : (
          <p className={styles.desk}>{desk.name}</p>
        )}
        <ul>
          {keys.map((one) => (
            <li key={one}>
              <Link to="/settings/$desk/$section" params={{ desk: desk.key, section: one }} className={styles.link} aria-current={one === chosen ? "page" : undefined} ref={one === chosen ? current : null}>
                {t(`desk.settings.${one}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.page}>
        <Page key={`${desk.key} ${chosen}`} desk={desk.key} />
      </div>
    </div>
  );
}
