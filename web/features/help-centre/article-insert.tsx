import { Modal } from "@mantine/core";
import { IconLock, IconNotebook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ArticleHit } from "../../../contract/help-centre.ts";
import { t } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { focusFirst, inputClass } from "../../ui/field.tsx";
import { hitsQuery } from "./api.ts";
import styles from "./article-insert.module.css";
import shared from "./help-centre.module.css";

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** Puts a link to an article of the help centre into what is being written. */
export function ArticleInsert({ desk, language, proposed, onInsert }: { desk: string; /** of who reads it */ language: string; /** the words to begin with */ proposed: string; onInsert: (html: string) => void }) {
  const [open, setOpen] = useState(false);
  const insert = (hit: ArticleHit) => {
    setOpen(false);
    onInsert(`<a href="${escaped(hit.url)}">${escaped(hit.title)}</a> `);
  };
  return (
    <>
      <IconButton label={t("desk.help.insert")} side="top" onClick={() => setOpen(true)}>
        <IconNotebook size={16} aria-hidden />
      </IconButton>
      {open && <Choose {...{ desk, language, proposed }} onChoose={insert} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choose({ desk, language, proposed, onChoose, onClose }: { desk: string; language: string; proposed: string; onChoose: (hit: ArticleHit) => void; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState(proposed);
  useEffect(() => {
    const pause = setTimeout(() => setQ(typed.trim() === "" ? proposed : typed.trim()), 160);
    return () => clearTimeout(pause);
  }, [typed, proposed]);
  const { data } = useQuery(hitsQuery(desk, q, language));
  // nothing is about the subject: the newest are better than none
  const { data: newest } = useQuery({ ...hitsQuery(desk, "", language), enabled: typed.trim() === "" && data?.length === 0 });
  const hits = typed.trim() === "" && data?.length === 0 ? newest : data;
  return (
    <Modal opened onClose={onClose} title={t("desk.help.insert")} size={520} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.insert}>
        <input ref={focusFirst} type="search" className={inputClass} value={typed} maxLength={200} placeholder={t("desk.help.insert.search")} aria-label={t("desk.help.insert.search")} onChange={(event) => setTyped(event.target.value)} />
        <ul>
          {hits?.map((hit) => (
            <li key={hit.id}>
              <button type="button" className={shared.choice} onClick={() => onChoose(hit)}>
                <b dir="auto">{hit.title}</b>
                <span dir="auto">{hit.excerpt}</span>
                {hit.audience !== "everyone" && (
                  <small>
                    <IconLock size={16} aria-hidden /> {t(`desk.help.article.audience.${hit.audience}`)}. {t("desk.help.insert.hidden")}
                  </small>
                )}
              </button>
            </li>
          ))}
        </ul>
        {hits?.length === 0 && <p className={shared.about}>{t("ui.nothing-found")}</p>}
      </div>
    </Modal>
  );
}
