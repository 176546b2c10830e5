import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { PersonRow } from "../../../contract/organizations.ts";
import { call, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { pageStyles } from "../../ui/page.tsx";
import styles from "./requester.module.css";

/** Who has this number or address: the form opens with the one it is; of several who share it the agent says who it is; nobody: somebody new. */
export function WithCaller({ phone, email, desk, chosen, onChoose, children }: { phone?: string | undefined; email?: string | undefined; desk: string; chosen: number | "new" | undefined; onChoose: (who: number | "new") => void; children: (caller: number | undefined) => ReactNode }) {
  const asked = phone ?? email;
  const found = useQuery({
    queryKey: ["people", "caller", phone ?? "", email ?? "", desk],
    queryFn: async ({ signal }) => (await call<{ items: PersonRow[] }>(`/people${query({ q: phone, email, desk, limit: 20 })}`, { signal })).items,
    enabled: asked !== undefined && chosen === undefined,
    staleTime: 10_000,
    retry: false,
  });
  if (asked === undefined || chosen === "new" || found.isError) return children(undefined);
  if (chosen !== undefined) return children(chosen);
  if (found.data === undefined)
    return (
      <Page title={t("desk.new")}>
        <div className={pageStyles["form"]} aria-busy>
          <Bone height={40} />
          <Bone height={80} />
        </div>
      </Page>
    );
  const [one, another] = found.data;
  if (another === undefined) return children(one?.id);
  return (
    <Page title={t("desk.new")}>
      <div className={pageStyles["form"]}>
        <p>{t("desk.new.several", { known: asked })}</p>
        <ul className={styles.found}>
          {found.data.map((person) => (
            <li key={person.id}>
              <button type="button" className={styles.foundPerson} onClick={() => onChoose(person.id)}>
                <Face name={person.name} seed={person.email ?? person.name} size={28} />
                <span>
                  <b dir="auto">{person.name}</b>
                  <small dir="auto">{[person.email, person.phones[0]?.written, person.organization?.name, person.branch].filter(Boolean).join(" · ")}</small>
                </span>
                <em>{t("desk.new.choose")}</em>
              </button>
            </li>
          ))}
        </ul>
        <div className={pageStyles["acts"]}>
          <Button large onClick={() => onChoose("new")}>
            {t("desk.new.somebody-new")}
          </Button>
        </div>
      </div>
    </Page>
  );
}
