import { useNavigate, useRouter } from "@tanstack/react-router";
import { NewTicketForm } from "../features/tickets/new-ticket-form.tsx";

export function NewTicket() {
  const navigate = useNavigate();
  const router = useRouter();
  return <NewTicketForm onOpened={(number) => void navigate({ to: "/tickets/$number", params: { number: String(number) }, search: {} })} onCancel={() => (router.history.canGoBack() ? router.history.back() : void navigate({ to: "/tickets" }))} />;
}
