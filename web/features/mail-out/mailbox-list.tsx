import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listDesks } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { problemOf } from "../../lib/api.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { useMailbox } from "./api.ts";
import styles from "./mailbox.module.css";
import { startOf, WriteAs } from "./write-as.tsx";

/** Every mail the desk sent, kept here instead of going out, so that one can play both sides. */
export function MailboxList({ begin, open, hrefOf, onOpen }: { /** opens with a guest's empty sheet */ begin: boolean; open: number | undefined; hrefOf: (id: number) => string; onOpen: (id: number) => void }) {
  const mailbox = useMailbox();
  const desks = useQuery({ queryKey: ["desks"], queryFn: ({ signal }) => listDesks({ signal }), staleTime: Infinity });
  const [writing, setWriting] = useState(begin);
  const mails = mailbox.data?.pages.flatMap((page) => page.items) ?? [];
  const write = (
    <Button look="primary" onClick={() => setWriting(true)}>
      <IconPencil size={16} aria-hidden /> {t("mailbox.write")}
    </Button>
  );
  return (
    <Page title={t("mailbox.title")} tools={write}>
      <p className={styles.about}>{t("mailbox.about")}</p>
      {mailbox.isPending && (
        <div aria-hidden>
          {Array.from({ length: 8 }, (_, index) => (
            <div key={index} className={styles.row}>
              <Bone width={28} height={28} round />
              <Bone width="50%" height={10} />
              <Bone width={28} height={8} />
              <span className={styles.subject} style={{ display: "grid", gap: 8, marginTop: 8 }}>
                <Bone width="80%" height={9} />
                <Bone width="90%" height={8} />
              </span>
            </div>
          ))}
        </div>
      )}
      {mailbox.isError && (
        <NothingHere title={problemOf(mailbox.error)?.status === 404 ? t("mailbox.off") : t("desk.list.unreadable")} about={inWords(mailbox.error)}>
          <Button onClick={() => void mailbox.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {mailbox.isSuccess && mails.length === 0 && <NothingHere title={t("mailbox.empty")} about={t("mailbox.empty.about")} />}
      <ul className={styles.rows}>
        {mails.map((mail) => (
          <li key={mail.id}>
            <a
              className={styles.row}
              href={hrefOf(mail.id)}
              aria-current={mail.id === open ? "page" : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onOpen(mail.id);
              }}
            >
              <Face name={mail.to} size={28} />
              <span className={styles.to}>{mail.to}</span>
              <Timestamp at={mail.at} as="age" className={styles.age} />
              <span className={styles.subject}>
                <bdi>{mail.subject}</bdi>
              </span>
              <span className={styles.excerpt}>
                <bdi>{mail.excerpt}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {mailbox.hasNextPage && (
        <p style={{ padding: 16, textAlign: "center" }}>
          <Button busy={mailbox.isFetchingNextPage} onClick={() => void mailbox.fetchNextPage()}>
            {t("desk.mail.older")}
          </Button>
        </p>
      )}
      {writing && desks.isSuccess && <WriteAs start={startOf(undefined, desks.data?.items[0]?.addresses[0] ?? "")} onClose={() => setWriting(false)} />}
    </Page>
  );
}
