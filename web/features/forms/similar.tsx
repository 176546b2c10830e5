import { useQueries } from "@tanstack/react-query";
import type { TicketRow } from "../../../contract/tickets.ts";
import { listTickets } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { StateIcon } from "../../ui/state-icon.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { useRested } from "../fields/rested.ts";
import styles from "./forms.module.css";

/** So many are enough to see that somebody has asked already. */
const most = 4;

/**
 * Open requests that say one of these values, as a booking code: before the same is asked twice.
 * @param within what narrows the search, `involves:me` for a customer
 */
export function useSimilar(values: readonly string[], within: string): TicketRow[] {
  // separated by what no search holds
  const rested = useRested(values.join("\n"));
  const found = useQueries({
    queries: rested.split("\n").filter((value) => value.length > 3).map((value) => ({
      queryKey: ["tickets", "similar", within, value],
      queryFn: ({ signal }: { signal: AbortSignal }) => listTickets({ q: `${within} state:open "${value.replaceAll('"', "")}"`.trim(), sort: "-updated", limit: most }, { signal }),
      staleTime: 10_000,
      retry: false,
    })),
  });
  const rows = found.flatMap(({ data }) => data?.items ?? []);
  return rows.filter((row, n) => rows.findIndex((one) => one.number === row.number) === n).slice(0, most);
}

/** The requests found, each opened beside the form, so that nothing typed is left. */
export function Similar({ rows, hrefOf, status, lead }: { rows: readonly TicketRow[]; hrefOf: (number: number) => string; status: (key: string) => string; lead: string }) {
  return (
    <div role="status" className={styles["told"]}>
      {rows.length > 0 && (
        <section className={styles["similar"]} aria-label={t("form.similar")}>
          <h2>{t("form.similar")}</h2>
          <p>{lead}</p>
          <ul>
            {rows.map((row) => (
              <li key={row.number}>
                <a href={hrefOf(row.number)} target="_blank" rel="noreferrer">
                  <StateIcon state={row.state} />
                  <span>
                    <b dir="auto">{row.subject}</b>
                    <small>
                      #{row.number} · <span>{status(row.status)}</span> · <Timestamp at={row.updatedAt} />
                      <span className="visually-hidden"> {t("form.new-tab")}</span>
                    </small>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
