import { IconPlus, IconRefresh } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ruleEventNames, type RuleEvent, type Webhook, type WebhookDelivery, type WebhookInput, type WebhookSecret } from "../../../contract/rules.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { exactTime } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Tick } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { toast } from "../../ui/toasts.tsx";
import { keyFor } from "../settings/api.ts";
import rows from "../settings/rows.module.css";
import settings from "../settings/settings.module.css";
import { removeWebhook, renewSecret, replay, saveWebhook, useDeliveries, webhooksQuery } from "./api.ts";
import styles from "./automations.module.css";
import { Several } from "./pieces.tsx";

/** Where a desk posts what happens: each webhook with what was posted, and what came of it. */
export function Webhooks({ desk }: { desk: string }) {
  const { data: webhooks } = useQuery(webhooksQuery(desk));
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState(false);
  // told once: it stays until the page is left
  const [told, setTold] = useState<{ key: string; secret: string }>();
  const saved = ({ secret, webhook }: WebhookSecret) => {
    if (secret !== null) setTold({ key: webhook.key, secret });
    setFresh(false);
    setOpen(webhook.key);
  };
  return (
    <Section
      title={t("desk.settings.webhooks")}
      about={t("desk.settings.webhooks.about")}
      tools={
        <Button onClick={() => (setOpen(undefined), setFresh(true))}>
          <IconPlus size={16} aria-hidden /> {t("webhook.add")}
        </Button>
      }
    >
      {fresh && (
        <div className={settings.alone}>
          <Form desk={desk} taken={(webhooks ?? []).map(({ key }) => key)} webhook={null} onSaved={saved} onCancel={() => setFresh(false)} />
        </div>
      )}
      {webhooks === undefined ? (
        <div className={rows.row}>
          <Bone width="50%" height={10} />
        </div>
      ) : webhooks.length === 0 && !fresh ? (
        <p className={rows.empty}>{t("webhook.empty")}</p>
      ) : (
        <ul className={rows.list}>
          {webhooks.map((webhook) => (
            <li key={webhook.key} className={rows.item}>
              <button type="button" className={`${rows.row} ${rows.opener}`} aria-expanded={open === webhook.key} onClick={() => setOpen(open === webhook.key ? undefined : webhook.key)}>
                <span className={rows.name} dir="auto">
                  {webhook.name}
                </span>
                {webhook.failed > 0 && <span className={`${styles.outcome} ${styles.failed}`}>{t("webhook.failed", { n: webhook.failed })}</span>}
                {webhook.waiting > 0 && <span className={`${styles.outcome} ${styles.waiting}`}>{t("webhook.waiting", { n: webhook.waiting })}</span>}
                <span className={rows.summary}>{webhook.off ? t("rule.is-off") : webhook.url}</span>
              </button>
              {open === webhook.key && (
                <div className={settings.editor}>
                  {told?.key === webhook.key && (
                    <div className={styles.secret} role="status">
                      <strong>{t("webhook.secret")}</strong>
                      <code>{told.secret}</code>
                      <span>{t("webhook.secret.once")}</span>
                    </div>
                  )}
                  <Form key={webhook.key} desk={desk} taken={[]} webhook={webhook} onSaved={saved} onCancel={() => setOpen(undefined)} />
                  <Deliveries desk={desk} webhook={webhook.key} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

interface FormProps {
  desk: string;
  taken: readonly string[];
  /** null: a new one */
  webhook: Webhook | null;
  onSaved: (saved: WebhookSecret) => void;
  onCancel: () => void;
}

function Form({ desk, taken, webhook, onSaved, onCancel }: FormProps) {
  const client = useQueryClient();
  const [input, setInput] = useState<Required<WebhookInput>>(() => ({ name: webhook?.name ?? "", url: webhook?.url ?? "", events: webhook?.events ?? ["created"], off: webhook?.off ?? false }));
  const [problem, setProblem] = useState<{ path: string; detail: string }>();
  const set = (some: Partial<WebhookInput>) => setInput((before) => ({ ...before, ...some }));
  const run = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setProblem(undefined);
      await client.invalidateQueries({ queryKey: ["webhooks", desk] });
    } catch (error) {
      const told = problemOf(error);
      setProblem({ path: told?.path ?? "", detail: isNetworkProblem(error) ? t("desk.settings.offline") : (told?.detail ?? told?.title ?? t("rule.try.failed")) });
    }
  };
  const save = () =>
    run(async () => {
      onSaved(await saveWebhook(desk, webhook?.key ?? keyFor(input.name, taken), input));
      toast({ key: "settings", text: t("desk.settings.saved") });
    });
  const at = (path: string) => (problem?.path === path ? problem.detail : undefined);
  return (
    <form
      className={settings.held}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={settings.pair} style={{ gridTemplateColumns: "repeat(auto-fit, minmax(min(220px, 100%), 1fr))" }}>
        <Field label={t("desk.settings.name")} required maxLength={100} value={input.name} problem={at("/name")} onChange={(event) => set({ name: event.target.value })} />
        <Field label={t("webhook.url")} type="url" required maxLength={2000} spellCheck={false} placeholder="https://" value={input.url} problem={at("/url")} onChange={(event) => set({ url: event.target.value })} />
      </div>
      <span className={settings.label}>{t("webhook.events")}</span>
      <Several label={t("webhook.events")} values={input.events} options={ruleEventNames.map((event) => ({ value: event, label: t(`rule.event.${event}`) }))} onChange={(events) => set({ events: ruleEventNames.filter((event): event is RuleEvent => events.includes(event)) })} />
      <span className={settings.hint}>{t("webhook.events.hint")}</span>
      <Tick label={t("rule.on")} checked={!input.off} onChange={(on) => set({ off: !on })} />
      {problem !== undefined && problem.path !== "/url" && problem.path !== "/name" && (
        <p className={settings.problem} role="alert">
          {problem.detail}
        </p>
      )}
      <div className={settings.acts}>
        <Button type="submit" look="primary">
          {webhook === null ? t("webhook.add") : t("webhook.save")}
        </Button>
        {webhook === null ? (
          <Button onClick={onCancel}>{t("desk.settings.cancel")}</Button>
        ) : (
          <>
            <Button onClick={() => void run(async () => onSaved(await renewSecret(desk, webhook.key)))}>{t("webhook.secret.renew")}</Button>
            <Button look="danger" onClick={() => void run(() => removeWebhook(desk, webhook.key))}>
              {t("desk.settings.remove")}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

function Deliveries({ desk, webhook }: { desk: string; webhook: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useDeliveries(desk, webhook);
  const items = data?.pages.flatMap((page) => page.items);
  if (items === undefined) return <Bone width="60%" height={10} />;
  if (items.length === 0) return <p className={styles.hint}>{t("webhook.nothing-yet")}</p>;
  return (
    <section className={styles.runs} aria-label={t("webhook.posted")}>
      <h3>{t("webhook.posted")}</h3>
      <ul className={styles.posts}>
        {items.map((item) => (
          <li key={item.id}>
            <Delivery desk={desk} webhook={webhook} item={item} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("desk.history.older")}
        </Button>
      )}
    </section>
  );
}

function Delivery({ desk, webhook, item }: { desk: string; webhook: string; item: WebhookDelivery }) {
  const client = useQueryClient();
  const again = async () => {
    try {
      await replay(desk, webhook, item.id);
      toast({ key: "webhook", text: t("webhook.replayed") });
    } catch (error) {
      toast({ key: "webhook", kind: "problem", text: problemOf(error)?.detail ?? t("desk.settings.offline") });
    }
    await client.invalidateQueries({ queryKey: ["webhooks", desk] });
  };
  const looks = { delivered: styles.ran, failed: styles.failed, waiting: styles.waiting };
  return (
    <details className={styles.post}>
      <summary>
        <span className={`${styles.outcome} ${looks[item.state]}`}>{t(`webhook.state.${item.state}`)}</span>
        <span>{hasText(`rule.event.${item.event}`) ? text(`rule.event.${item.event}`) : t("webhook.by-rule")}</span>
        {item.ticket !== null && <span className={styles.number}>#{item.ticket}</span>}
        <Timestamp at={item.createdAt} className={styles.when} />
      </summary>
      <div className={styles.detail}>
        <ol className={styles.attempts}>
          {item.attempts.map((attempt) => (
            <li key={attempt.at}>
              {exactTime(attempt.at)} · {attempt.status ?? t("webhook.no-answer")} · {attempt.ms} ms{attempt.answer === "" ? "" : ` · ${attempt.answer}`}
            </li>
          ))}
        </ol>
        {item.nextAt !== null && <p className={styles.hint}>{t("webhook.next", { at: exactTime(item.nextAt) })}</p>}
        <p className={settings.label}>{t("webhook.body")}</p>
        <pre>{pretty(item.body)}</pre>
        <div className={settings.acts}>
          {item.state !== "waiting" && (
            <Button onClick={() => void again()}>
              <IconRefresh size={16} aria-hidden /> {t("webhook.replay")}
            </Button>
          )}
          {item.ticket !== null && (
            <Link to="/tickets/$number" params={{ number: String(item.ticket) }} search={{}}>
              {t("webhook.ticket", { number: item.ticket })}
            </Link>
          )}
        </div>
      </div>
    </details>
  );
}

const pretty = (body: string): string => JSON.stringify(JSON.parse(body), null, 2);
