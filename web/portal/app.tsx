import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { deskQuery, deskWords } from "../features/desks/api.ts";
import { isNetworkProblem } from "../lib/api.ts";
import { t, useLanguage } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { DeskContext, type PortalDesk } from "./desk.ts";
import { HomePage } from "./home-page.tsx";
import { Frame, Notice } from "./frame.tsx";
import { later } from "./later.tsx";
import { useLiveRequests } from "./live.ts";
import { RequestPage } from "./request-page.tsx";
import { wantedIn } from "./requests.ts";
import { portalPath, readAddress, useAddress } from "./router.tsx";
import { sessionEnded, useSession } from "./session.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { isHelpPage } from "./wanted.ts";
import { inWords } from "./words.ts";

const AccountPage = later("account", () => import("./account-page.tsx").then((file) => file.AccountPage));
const AddressPage = later("address", () => import("./address-page.tsx").then((file) => file.AddressPage));
const ChoicePage = later("choice", () => import("./choice-page.tsx").then((file) => file.ChoicePage));
const DesksPage = later("desks", () => import("./desks-page.tsx").then((file) => file.DesksPage));
const LinkPage = later("link", () => import("./link-page.tsx").then((file) => file.LinkPage));
const NewRequestPage = later("new-request", () => import("./new-request-page.tsx").then((file) => file.NewRequestPage));
const NotificationsPage = later("notifications", () => import("./notifications-page.tsx").then((file) => file.NotificationsPage));
const RatingPage = later("rating", () => import("./rating-page.tsx").then((file) => file.RatingPage));

/** One portal: the desk of the address, and its pages. */
export function App() {
  useLanguage(); // every text follows
  const { desk: key } = readAddress(useAddress());
  return (
    <>
      {key === "" ? <DesksPage /> : <Portal key={key} deskKey={key} />}
      <Toasts />
    </>
  );
}

function Portal({ deskKey }: { deskKey: string }) {
  const language = useLanguage();
  const desk = useQuery(deskQuery(deskKey));
  if (desk.isPending) return <Frame>{null}</Frame>;
  if (desk.isError && desk.data === undefined)
    return (
      <Frame>
        <Notice title={isNetworkProblem(desk.error) ? t("portal.problem.title") : t("portal.missing.title")} lead={isNetworkProblem(desk.error) ? t("ui.network") : inWords(desk.error)}>
          <Button large onClick={() => void desk.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      </Frame>
    );
  const portal: PortalDesk = { key: deskKey, words: deskWords(desk.data), at: (path) => `${portalPath(deskKey)}${path}` };
  return (
    <DeskContext value={portal}>
      <Pages key={language} />
    </DeskContext>
  );
}

function Pages() {
  const me = useSession();
  const address = useAddress();
  const { parts, search } = readAddress(address);
  const [page = "", argument = ""] = parts;
  const live = useLiveRequests(me !== null);
  useFocusOnPage(`${page}/${argument}`);

  if (page === "link") return <LinkPage key={argument} token={argument} to={search.get("to")} />;
  if (page === "address") return <AddressPage key={argument} token={argument} />;
  if (page === "choice") return <ChoicePage key={argument} token={argument} asked={search.get("answer")} />;
  if (page === "rate") return <RatingPage key={argument} token={argument} asked={search.get("score")} />;
  if (page === "notifications") return <NotificationsPage key={argument} token={argument} />;
  if (!me) return <SignInPage ended={sessionEnded()} ticket={page === "tickets" ? argument : undefined} />;
  const to = search.get("to");
  if (page === "sign-in" && isHelpPage(to)) return <Onward to={to} />;
  if (page === "" || page === "sign-in") return <HomePage wanted={wantedIn(search)} />;
  if (page === "tickets" && /^[1-9]\d{0,14}$/.test(argument)) return <RequestPage key={argument} number={Number(argument)} live={live} />;
  if (page === "new") return <NewRequestPage />;
  if (page === "account") return <AccountPage />;
  return (
    <Frame>
      <Notice title={t("portal.missing.title")} lead={t("portal.missing.lead")} />
    </Frame>
  );
}

/** Who signed in to go on with something in the help centre is led back to it. */
function Onward({ to }: { to: string }) {
  useEffect(() => location.replace(to), [to]);
  return <Frame>{null}</Frame>;
}

/** After going to another page, reading starts at its heading, as after a load. */
function useFocusOnPage(page: string): void {
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return undefined;
    shown.current = page;
    const start = () => {
      if (document.querySelector("main [autofocus]") !== null) return true;
      const heading = document.querySelector<HTMLElement>("main h1");
      heading?.focus({ preventScroll: true });
      return heading !== null;
    };
    if (start()) return undefined;
    // it is still being loaded; whoever goes somewhere meanwhile is left there
    const watch = new MutationObserver(() => {
      if (document.activeElement !== document.body || start()) watch.disconnect();
    });
    watch.observe(document.body, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [page]);
}
