import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Article, ArticleVariant } from "../../../contract/help-centre.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { MailBody } from "../../ui/mail-body.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { revisionQuery, revisionsQuery, useArticleAct } from "./api.ts";
import shared from "./help-centre.module.css";
import styles from "./history.module.css";

/** Everything that was ever saved in a language; one can be read, and brought back as a draft. */
export function History({ article, variant, onRestored, onClose }: { article: number; variant: ArticleVariant; onRestored: (fresh: Article) => void; onClose: () => void }) {
  const revisions = useQuery(revisionsQuery(article, variant.language, variant.latest));
  const [chosen, setChosen] = useState(variant.latest);
  const act = useArticleAct(article);
  return (
    <Modal opened onClose={onClose} title={t("desk.help.history")} size={960} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.history}>
        <ol aria-label={t("desk.help.history")}>
          {revisions.isPending && [1, 2, 3].map((n) => <li key={n}><Bone width="70%" /></li>)}
          {revisions.data?.map((one) => (
            <li key={one.number}>
              <button type="button" className={shared.choice} aria-pressed={one.number === chosen} onClick={() => setChosen(one.number)}>
                <span>
                  {one.number}. {dayAndTime(one.at)}
                </span>
                <small>
                  {[one.author, one.number === variant.published && t("desk.help.history.read"), one.number === variant.latest && t("desk.help.history.current"), one.restored !== null && t("desk.help.history.of", { number: one.restored })].filter(Boolean).join(" · ")}
                </small>
              </button>
            </li>
          ))}
        </ol>
        <div className={styles.revision}>
          <Shown article={article} variant={variant} number={chosen} />
          {chosen !== variant.latest && (
            <p className={shared.buttons}>
              <Button
                look="primary"
                busy={act.isPending}
                onClick={() => void act.mutateAsync({ act: "restore-revision", language: variant.language, number: chosen }).then(onRestored, () => undefined)}
              >
                {t("desk.help.history.restore")}
              </Button>
            </p>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Shown({ article, variant, number }: { article: number; variant: ArticleVariant; number: number }) {
  const { data } = useQuery(revisionQuery(article, variant.language, number));
  if (data === undefined) return <Bone height={120} />;
  return (
    <div lang={variant.language}>
      <h2 dir="auto">{data.title}</h2>
      {data.summary !== "" && <p className={styles.summary} dir="auto">{data.summary}</p>}
      <MailBody html={data.html} text="" quoteAt={null} />
    </div>
  );
}
