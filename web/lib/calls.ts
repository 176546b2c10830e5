import type { AddressProof, ApiToken, MadeApiToken, NewApiToken, NewOwnAddress, OwnAddressList } from "../../contract/access.ts";
import type { LinkView, Me, SessionList } from "../../contract/auth.ts";
import type { Language } from "../../contract/common.ts";
import type { Draft, DraftInput, Forward, NewSideConversation, NewSideMessage, Presence } from "../../contract/conversations.ts";
import type { Desk, DeskConfiguration } from "../../contract/desks.ts";
import type { StoredFile, StoredUpload } from "../../contract/files.ts";
import type { NotificationChoice } from "../../contract/letters.ts";
import type { Fate, GuestMail, LedgerEntry, LedgerRow, OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { Message, NewMessage, SideConversation, NewTicket, Ticket, TicketEvent, TicketPage, TicketPatch, TicketRow, Sort } from "../../contract/tickets.ts";
import type { NewRating, RatingLink } from "../../contract/satisfaction.ts";
import type { ChoiceInput, ChoiceLink } from "../../contract/waiting.ts";
import { call, query, upload, type CallOptions, type Upload } from "./api.ts";
import { keepClock } from "./clock.ts";

/** The public API as functions: one line per route, for both apps. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
type Options = Pick<CallOptions, "signal" | "idempotencyKey">;
const id = encodeURIComponent;

export const readMe = (o?: Options) => call<Me>("/me", o).then(keepClock);
export const changeMe = (body: { name?: string; locale?: Language; timeZone?: string; preferences?: Record<string, unknown> }) => call<Me>("/me", { method: "PATCH", body }).then(keepClock);
export const setPassword = (body: { current?: string; password: string; desk?: string }) => call<void>("/me/password", { method: "PUT", body });
export const listOwnSessions = (o?: Options) => call<SessionList>("/me/sessions", o);
export const endOwnSession = (session: string) => call<void>(`/me/sessions/${id(session)}`, { method: "DELETE" });
export const endOwnSessions = () => call<void>("/me/sessions", { method: "DELETE" });
export const signIn = (email: string, password: string) => call<Me>("/session", { method: "POST", body: { email, password } }).then(keepClock);
export const signOut = () => call<void>("/session", { method: "DELETE" });
export const askForLink = (body: { email: string; purpose: "sign-in" | "password"; desk?: string; locale?: Language }) => call<void>("/sign-in-links", { method: "POST", body });
export const readLink = (token: string, o?: Options) => call<LinkView>(`/sign-in-links/${id(token)}`, o);
export const useLink = (token: string, password?: string) => call<Me>(`/sign-in-links/${id(token)}`, { method: "POST", body: password === undefined ? {} : { password } }).then(keepClock);

export const listDesks = (o?: Options) => call<{ items: Desk[] }>("/desks", o);
export const readDesk = (key: string, o?: Options) => call<DeskConfiguration>(`/desks/${id(key)}`, o);

export const listTickets = (params: { q?: string; sort?: Sort; limit?: number; after?: string | null }, o?: Options) => call<Page<TicketRow>>(`/tickets${query(params)}`, o);
export const readTicketPage = (ticket: number, o?: Options) => call<TicketPage>(`/tickets/${ticket}/page`, o);
export const openTicket = (body: NewTicket, o?: Options) => call<Ticket>("/tickets", { ...o, method: "POST", body });
/** Nothing comes back where it is seen no more: it left one's queue. */
export const changeTicket = (ticket: number, body: TicketPatch, ifMatch?: number) => call<Ticket | undefined>(`/tickets/${ticket}`, { method: "PATCH", body, ...(ifMatch === undefined ? {} : { ifMatch }) });
export const addMessage = (ticket: number, body: NewMessage, o?: Options) => call<Message>(`/tickets/${ticket}/messages`, { ...o, method: "POST", body });
export const readDrafts = (ticket: number, kind: Draft["kind"], o?: Options) => call<{ items: Draft[] }>(`/tickets/${ticket}/draft${query({ kind })}`, o);
export const saveDraft = (ticket: number, body: DraftInput) => call<Draft>(`/tickets/${ticket}/draft`, { method: "PUT", body });
export const dropDraft = (ticket: number, kind: Draft["kind"]) => call<void>(`/tickets/${ticket}/draft${query({ kind })}`, { method: "DELETE" });
export const readSignature = (ticket: number, o?: Options) => call<{ text: string }>(`/tickets/${ticket}/signature`, o);
export const takeMessageBack = (ticket: number, message: number) => call<Draft>(`/tickets/${ticket}/messages/${message}`, { method: "DELETE" });
export const sayPresence = (ticket: number, state: Presence["state"]) => call<{ items: Presence[] }>(`/tickets/${ticket}/presence`, { method: "POST", body: { state } });
export const forwardTicket = (ticket: number, body: Forward, o?: Options) => call<SideConversation>(`/tickets/${ticket}/forwards`, { ...o, method: "POST", body });
export const startSide = (ticket: number, body: NewSideConversation, o?: Options) => call<SideConversation>(`/tickets/${ticket}/side-conversations`, { ...o, method: "POST", body });
export const writeInSide = (ticket: number, side: number, body: NewSideMessage, o?: Options) => call<Message>(`/tickets/${ticket}/side-conversations/${side}/messages`, { ...o, method: "POST", body });
export const setSideState = (ticket: number, side: number, state: "open" | "closed") => call<SideConversation>(`/tickets/${ticket}/side-conversations/${side}`, { method: "PATCH", body: { state } });
export const resendDelivery = (ticket: number, delivery: number) => call<void>(`/tickets/${ticket}/deliveries/${delivery}/resend`, { method: "POST" });
export const readChoiceLink = (token: string, o?: Options) => call<ChoiceLink>(`/choice-links/${id(token)}`, o);
export const answerByLink = (token: string, body: ChoiceInput) => call<ChoiceLink>(`/choice-links/${id(token)}`, { method: "POST", body });
export const readRatingLink = (token: string, o?: Options) => call<RatingLink>(`/rating-links/${id(token)}`, o);
export const rateByLink = (token: string, body: NewRating) => call<RatingLink>(`/rating-links/${id(token)}`, { method: "PUT", body });
export const rateTicket = (ticket: number, body: NewRating) => call<null>(`/tickets/${ticket}/rating`, { method: "PUT", body });
export const answerChoice = (ticket: number, body: ChoiceInput) => call<Ticket>(`/tickets/${ticket}/choice`, { method: "POST", body });
export const callOffWaiting = (ticket: number) => call<Ticket>(`/tickets/${ticket}/waiting`, { method: "DELETE" });
export const beginWaiting = (ticket: number) => call<Ticket>(`/tickets/${ticket}/waiting`, { method: "PUT" });
export const readNotificationChoice = (token: string, o?: Options) => call<NotificationChoice>(`/notification-choices/${id(token)}`, o);
export const chooseNotifications = (token: string, wanted: boolean) => call<NotificationChoice>(`/notification-choices/${id(token)}`, { method: "PUT", body: { wanted } });
export const wantNotifications = (ticket: number, wanted: boolean) => call<void>(`/tickets/${ticket}/notifications`, { method: "PUT", body: { wanted } });
export const listEvents = (ticket: number, after: string | null, o?: Options) => call<Page<TicketEvent>>(`/tickets/${ticket}/events${query({ after })}`, o);
export const undoEvent = (ticket: number, event: number) => call<unknown>(`/tickets/${ticket}/events/${event}/undo`, { method: "POST" });

/** Of a name, only its bytes go through a header. */
const inBase64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
export const beginUpload = (file: File) =>
  call<StoredUpload>("/uploads", { method: "POST", headers: { "tus-resumable": "1.0.0", "upload-length": String(file.size), "upload-metadata": `filename ${inBase64(file.name || "file")},filetype ${inBase64(file.type)}` } });
export const readUpload = (upload: string) => call<StoredUpload>(`/uploads/${id(upload)}`);
export const giveUpUpload = (upload: string) => call<void>(`/uploads/${id(upload)}`, { method: "DELETE" });
export const storeFile = (file: File, onProgress: (part: number) => void): Upload<StoredFile> => upload(`/files${query({ name: file.name || "file" })}`, file, onProgress);
export const fileUrl = (file: string, inline = false): string => `/api/v1/files/${id(file)}${inline ? "?inline=1" : ""}`;

export const listMail = (params: { fate?: Fate; desk?: string; q?: string; after?: string | null }, o?: Options) => call<Page<LedgerRow>>(`/mail${query(params)}`, o);
export const readMail = (mail: number, o?: Options) => call<LedgerEntry>(`/mail/${mail}`, o);
export const retryMail = (mail: number) => call<LedgerEntry>(`/mail/${mail}/retry`, { method: "POST" });
export const rawMailUrl = (mail: number): string => `/api/v1/mail/${mail}/raw`;

export const listMailbox = (params: { after?: string | null }, o?: Options) => call<Page<OutgoingMail>>(`/mailbox${query(params)}`, o);
export const readMailbox = (mail: number, o?: Options) => call<OutgoingMailView>(`/mailbox/${mail}`, o);
export const writeAsGuest = (body: GuestMail) => call<unknown>("/mailbox", { method: "POST", body });

export const listOwnTokens = (o?: Options) => call<{ items: ApiToken[] }>("/me/tokens", o);
export const createOwnToken = (body: NewApiToken) => call<MadeApiToken>("/me/tokens", { method: "POST", body });
export const revokeOwnToken = (token: string) => call<void>(`/me/tokens/${id(token)}`, { method: "DELETE" });
export const listOwnAddresses = (o?: Options) => call<OwnAddressList>("/me/addresses", o);
export const claimAddress = (body: NewOwnAddress) => call<void>("/me/addresses", { method: "POST", body });
export const removeAddress = (email: string) => call<void>(`/me/addresses/${id(email)}`, { method: "DELETE" });
export const chooseAddress = (email: string) => call<void>(`/me/addresses/${id(email)}/primary`, { method: "PUT" });
export const readProof = (token: string, o?: Options) => call<AddressProof>(`/address-proofs/${id(token)}`, o);
export const useProof = (token: string) => call<OwnAddressList>(`/address-proofs/${id(token)}`, { method: "POST" });
