import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../features/auth/api.ts";
import { WithCaller } from "../features/new-ticket/caller.tsx";
import { NewTicketForm } from "../features/new-ticket/new-ticket-form.tsx";
import styles from "../features/new-ticket/new-ticket.module.css";
import { OutgoingProgress, WriteFirstForm } from "../features/new-ticket/write-first-form.tsx";
import { t } from "../lib/i18n.ts";
import { listHref } from "./list-search.ts";

const hrefOf = (number: number) => listHref({}, number);

/** Somebody asks us, or we write first. */
function Kinds({ writing }: { writing: boolean }) {
  return (
    <nav className={styles.kinds} aria-label={t("desk.new.kinds")}>
      <Link to="/new" aria-current={writing ? undefined : "page"}>
        {t("desk.new.kind.asked")}
      </Link>
      <Link to="/write" aria-current={writing ? "page" : undefined}>
        {t("desk.new.kind.write")}
      </Link>
    </nav>
  );
}

function useLeave() {
  const navigate = useNavigate();
  const router = useRouter();
  return {
    open: (number: number) => void navigate({ to: "/tickets/$number", params: { number: String(number) }, search: {} }),
    back: () => (router.history.canGoBack() ? router.history.back() : void navigate({ to: "/tickets" })),
  };
}

/** `?phone=` or `?email=`: who calls, as a telephone system knows them. */
export function NewTicket() {
  const { phone: asked, email, desk, person } = useSearch({ from: "/inside/new" });
  // telephone systems write a number's plus as it is, which in an address is a blank
  const phone = asked?.replace(/^\s+(?=\d)/, "+");
  const me = useMe();
  const navigate = useNavigate();
  const { open, back } = useLeave();
  useEffect(() => void (document.title = `${t("desk.new")} · Ventanilla`), []);
  const chosen = person === undefined ? undefined : person === "new" ? "new" : Number(person);
  return (
    <WithCaller key={`${phone}.${email}`} phone={phone} email={email} desk={desk ?? me.desks[0]?.key ?? ""} chosen={chosen} onChoose={(who) => void navigate({ to: "/new", search: { phone, email, desk, person: String(who) }, replace: true })}>
      {(caller) => <NewTicketForm key={`${phone}.${email}.${caller}`} phone={phone} email={email} caller={caller} desk={desk} tools={<Kinds writing={false} />} hrefOf={hrefOf} onOpened={(ticket) => open(ticket.number)} onCancel={back} />}
    </WithCaller>
  );
}

export function WriteFirst() {
  const { to, desk, sent } = useSearch({ from: "/inside/write" });
  const navigate = useNavigate();
  const { open, back } = useLeave();
  useEffect(() => void (document.title = `${t("desk.write.title")} · Ventanilla`), []);
  if (sent !== undefined) return <OutgoingProgress id={Number(sent)} tools={<Kinds writing />} hrefOf={hrefOf} onAgain={() => void navigate({ to: "/write", search: {} })} />;
  return <WriteFirstForm key={to} to={to} desk={desk} tools={<Kinds writing />} hrefOf={hrefOf} onWritten={open} onStarted={(id) => void navigate({ to: "/write", search: { sent: String(id) }, replace: true })} onCancel={back} />;
}
