import { Modal } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DemoRemoval } from "../../../contract/demo.ts";
import { call, problemOf } from "../../lib/api.ts";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import styles from "./demo-removal.module.css";

/** 404 where no demonstration was loaded. */
export const removalQuery = queryOptions({ queryKey: ["demo", "removal"], queryFn: ({ signal }) => call<DemoRemoval>("/demo/removal", { signal }), retry: false, staleTime: 30_000 });

/** For administrators: says what of the demonstration goes and what stays, and removes it. */
export function DemoRemovalSection() {
  const { data, error } = useQuery({ ...removalQuery, staleTime: 0 });
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t("desk.settings.demo")} about={t("desk.settings.demo.about")}>
      {error && (problemOf(error)?.status === 404 ? <p>{inWords(error)}</p> : <Problem>{inWords(error)}</Problem>)}
      {data === undefined && !error && <Bone height={120} />}
      {data && (
        <div className={styles.both}>
          <div>
            <h3>{t("desk.demo.goes")}</h3>
            <ul>
              <li>{t("desk.demo.goes.requests", { n: data.goes.requests, messages: data.goes.messages })}</li>
              {data.goes.answered > 0 && <li>{t("desk.demo.goes.answered", { n: data.goes.answered })}</li>}
              <li>{t("desk.demo.goes.people", { n: data.goes.people, organizations: data.goes.organizations })}</li>
              <li>{t("desk.demo.goes.articles", { n: data.goes.articles, posts: data.goes.posts })}</li>
              <li>{t("desk.demo.goes.files", { n: data.goes.files })}</li>
            </ul>
          </div>
          <div>
            <h3>{t("desk.demo.stays")}</h3>
            <ul>
              <li>{t("desk.demo.stays.configuration")}</li>
              <li>{t("desk.demo.stays.requests", { n: data.stays.requests })}</li>
              {data.stays.articles > 0 && <li>{t("desk.demo.stays.articles", { n: data.stays.articles })}</li>}
              <li>{t("desk.demo.stays.named")}</li>
            </ul>
          </div>
          <p>
            <Button look="danger" onClick={() => setAsking(true)}>
              {t("desk.demo.remove")}
            </Button>
          </p>
        </div>
      )}
      {asking && data && <Asked goes={data.goes} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Asked({ goes, onClose }: { goes: DemoRemoval["goes"]; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call<DemoRemoval>("/demo/removal", { method: "POST" }),
    async onSuccess() {
      toast({ key: "demo", text: t("desk.demo.removed"), stay: 15_000 });
      // the clock is the real one again: first that, then all that is on the screen
      await client.refetchQueries({ queryKey: ["me"] });
      await client.resetQueries();
    },
  });
  const what = list([t("desk.demo.ask.requests", { n: goes.requests }), t("desk.demo.ask.people", { n: goes.people }), t("desk.demo.ask.articles", { n: goes.articles })]);
  return (
    <Modal opened onClose={onClose} title={t("desk.demo.ask")} size={480} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.dialog}>
        {remove.error && <Problem>{inWords(remove.error)}</Problem>}
        <p>{t("desk.demo.ask.about", { what })}</p>
        <div className={styles.acts}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t("desk.demo.remove")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
