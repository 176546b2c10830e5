import { IconArrowLeft, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { organizationsQuery, useMakeOrganization } from "./api.ts";
import styles from "./organizations.module.css";

interface OrganizationListProps {
  open: number | undefined;
  /** may make new ones */
  canEdit: boolean;
  hrefOf: (id: number) => string;
  onOpen: (id: number) => void;
}

/** Every organization by name, or those that match what is typed: by name, branch or mail domain (C12). */
export function OrganizationList({ open, canEdit, hrefOf, onOpen }: OrganizationListProps) {
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const pause = setTimeout(() => setQ(typed.trim()), 160);
    return () => clearTimeout(pause);
  }, [typed]);
  const query = useInfiniteQuery(organizationsQuery(q));
  const make = useMakeOrganization();
  const rows = query.data?.pages.flatMap((page) => page.items);
  const add = () => make.mutate({ name: typed.trim() || t("desk.organization.new") }, { onSuccess: ({ id }) => (setTyped(""), onOpen(id)) });
  return (
    <Page
      title={t("desk.organization.title")}
      tools={
        canEdit && (
          <Button look="primary" busy={make.isPending} onClick={add}>
            <IconPlus size={16} aria-hidden /> {t("desk.organization.new")}
          </Button>
        )
      }
    >
      <div className={styles.search}>
        <input type="search" className={inputClass} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t("desk.organization.search")} aria-label={t("desk.organization.search")} maxLength={200} />
      </div>
      {rows === undefined &&
        [1, 2, 3, 4].map((n) => (
          <div key={n} className={styles.row}>
            <Bone width="40%" />
          </div>
        ))}
      {rows?.length === 0 && (q === "" ? <NothingHere title={t("desk.organization.empty")} about={t("desk.organization.empty.about")} /> : <NothingHere title={t("ui.nothing-found")} />)}
      <ul className={styles.rows}>
        {rows?.map((row) => (
          <li key={row.id}>
            <a
              className={styles.row}
              href={hrefOf(row.id)}
              aria-current={row.id === open ? "true" : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onOpen(row.id);
              }}
            >
              <b className={row.archived ? styles.archived : ""}>
                <bdi>{row.name}</bdi>
              </b>
              <span className={styles.meta}>{row.branches > 0 && t("desk.organization.branch.count", { count: row.branches })}</span>
              {row.domains.length > 0 && <span className={styles.meta}>{list(row.domains)}</span>}
            </a>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <p className={styles.more}>
          <Button wide busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("desk.history.older")}
          </Button>
        </p>
      )}
    </Page>
  );
}

export function BackButton({ onClick, className }: { onClick: () => void; className?: string | undefined }) {
  return (
    <IconButton className={className ?? ""} label={t("desk.ticket.back")} onClick={onClick}>
      <IconArrowLeft size={20} aria-hidden />
    </IconButton>
  );
}
