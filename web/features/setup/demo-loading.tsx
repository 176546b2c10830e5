import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { DemoProgress } from "../../../contract/demo.ts";
import { call } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { useMe } from "../auth/api.ts";
import styles from "./demo-loading.module.css";

/** While the demonstration is being loaded: how far it is. Who just started sees the desk fill, and why. */
export function DemoLoading() {
  const { administrator } = useMe();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }) => call<DemoProgress>("/demo", { signal }),
    enabled: administrator,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.loading == null ? false : 1500),
  });
  const loading = data?.loading ?? null;
  const running = loading !== null;
  useEffect(() => {
    if (!running) return;
    // what counts, and is not told live, is read anew once all is there
    return () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "demo" });
  }, [client, running]);
  if (loading === null) return null;
  const part = loading.of === 0 ? 0 : loading.done / loading.of;
  return (
    <div className={styles.strip} role="progressbar" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(part * 100)} aria-label={t("desk.demo-loading", { part })}>
      <span className={styles.bar} style={{ inlineSize: `${part * 100}%` }} />
      <p aria-hidden>{t("desk.demo-loading", { part })}</p>
    </div>
  );
}
