import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useMatch, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { LedgerEntry } from "../features/mail-in/ledger-entry.tsx";
import { LedgerList as Ledger } from "../features/mail-in/ledger-list.tsx";
import { nextWaiting } from "../features/mail-in/api.ts";
import { WaitingList } from "../features/mail-in/waiting-list.tsx";
import { WaitingMail } from "../features/mail-in/waiting-mail.tsx";
import { MailboxList as Mailbox } from "../features/mail-out/mailbox-list.tsx";
import { MailboxReader } from "../features/mail-out/mailbox-reader.tsx";
import { t } from "../lib/i18n.ts";
import { Split } from "../ui/page.tsx";
import { listHref } from "./list-search.ts";

const hrefOfTicket = (number: number) => listHref({}, number);

export function LedgerList() {
  const navigate = useNavigate();
  const open = useMatch({ from: "/inside/mail/$id", shouldThrow: false })?.params.id;
  useEffect(() => void (document.title = `${t("desk.mail.title")} · Ventanilla`), []);
  return (
    <Split opened={open !== undefined} list={<Ledger open={open === undefined ? undefined : Number(open)} hrefOf={(id) => `/desk/mail/${id}`} onOpen={(id) => void navigate({ to: "/mail/$id", params: { id: String(id) } })} />}>
      <Outlet />
    </Split>
  );
}
export function LedgerPane() {
  const { id } = useParams({ from: "/inside/mail/$id" });
  const navigate = useNavigate();
  return <LedgerEntry key={id} id={Number(id)} hrefOfTicket={hrefOfTicket} onClose={() => void navigate({ to: "/mail" })} />;
}

export function MailboxList() {
  const navigate = useNavigate();
  const open = useMatch({ from: "/inside/mailbox/$id", shouldThrow: false })?.params.id;
  const { write } = useSearch({ from: "/inside/mailbox" });
  useEffect(() => void (document.title = `${t("mailbox.title")} · Ventanilla`), []);
  return (
    <Split opened={open !== undefined} list={<Mailbox begin={write !== undefined} open={open === undefined ? undefined : Number(open)} hrefOf={(id) => `/desk/mailbox/${id}`} onOpen={(id) => void navigate({ to: "/mailbox/$id", params: { id: String(id) } })} />}>
      <Outlet />
    </Split>
  );
}
export function MailboxPane() {
  const { id } = useParams({ from: "/inside/mailbox/$id" });
  const navigate = useNavigate();
  return <MailboxReader key={id} id={Number(id)} hrefOfTicket={hrefOfTicket} onClose={() => void navigate({ to: "/mailbox" })} />;
}

export function Waiting() {
  const navigate = useNavigate();
  const open = useMatch({ from: "/inside/waiting/$id", shouldThrow: false })?.params.id;
  useEffect(() => void (document.title = `${t("desk.waiting.title")} · Ventanilla`), []);
  return (
    <Split
      opened={open !== undefined}
      list={<WaitingList open={open === undefined ? undefined : Number(open)} hrefOf={(id) => `/desk/waiting/${id}`} onOpen={(id) => void (id === undefined ? navigate({ to: "/waiting" }) : navigate({ to: "/waiting/$id", params: { id: String(id) } }))} />}
    >
      <Outlet />
    </Split>
  );
}
export function WaitingPane() {
  const { id } = useParams({ from: "/inside/waiting/$id" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const close = () => void navigate({ to: "/waiting" });
  const next = () => {
    const after = nextWaiting(client, Number(id));
    return () => (after === undefined ? close() : void navigate({ to: "/waiting/$id", params: { id: String(after) }, replace: true }));
  };
  return <WaitingMail key={id} id={Number(id)} hrefOfTicket={hrefOfTicket} onOpenTicket={(number) => void navigate({ to: "/tickets/$number", params: { number: String(number) } })} onDeciding={next} onClose={close} />;
}
