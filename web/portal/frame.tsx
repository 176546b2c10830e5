import { useQuery } from "@tanstack/react-query";
import { useContext, useEffect, useRef, type ReactNode } from "react";
import { currentLanguage, t, languageName, useLanguage } from "../lib/i18n.ts";
import { Face } from "../ui/face.tsx";
import { Logo } from "../ui/logo.tsx";
import { DeskContext } from "./desk.ts";
import styles from "./frame.module.css";
import { Link } from "./router.tsx";
import { chooseLanguage, languagesOf, sessionQuery, useSignOut } from "./session.ts";

/** What stands around every page: the desk above, the languages below. */
export function Frame({ children, title, byMail = true }: { children: ReactNode; title?: string | undefined; /** the foot says where to write instead */ byMail?: boolean }) {
  const desk = useContext(DeskContext);
  const me = useQuery(sessionQuery).data;
  const name = desk?.words.name;
  useEffect(() => {
    document.title = [title, name ?? "Ventanilla"].filter(Boolean).join(" · ");
  }, [title, name]);
  return (
    <div className={styles["page"]}>
      <a className={styles["skip"]} href="#content" onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>("#content")?.focus())}>
        {t("portal.skip")}
      </a>
      <header className={styles["header"]}>
        <div className={styles["bar"]}>
          {desk ? (
            <Link to={desk.at("")} className={styles["desk"]}>
              {desk.words.configuration.logo === null ? <Mark /> : <Logo className={styles["logo"]} src={desk.words.configuration.logo} alt="" />}
              <span>{name}</span>
            </Link>
          ) : (
            <span className={styles["desk"]}>
              <Mark />
              <span>Ventanilla</span>
            </span>
          )}
          {desk?.words.configuration.helpCentre && (
            <a className={styles["help"]} href={`/help/${desk.key}/${currentLanguage()}`}>
              {t("portal.help")}
            </a>
          )}
          {me && desk && <AccountMenu name={me.name} email={me.email ?? ""} at={desk.at} />}
        </div>
      </header>
      <main id="content" className={styles["main"]} tabIndex={-1}>
        {children}
      </main>
      <Foot signedIn={Boolean(me)} byMail={byMail} />
    </div>
  );
}

/** The window of the service desk, in the desk's colour. */
function Mark() {
  return (
    <svg className={styles["mark"]} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8 14a8 8 0 0 1 16 0v9H8z" />
        <path d="M6 23h20M16 14v4" />
      </g>
    </svg>
  );
}

function AccountMenu({ name, email, at }: { name: string; email: string; at: (path: string) => string }) {
  const box = useRef<HTMLDetailsElement>(null);
  const leave = useSignOut();
  const close = () => box.current?.removeAttribute("open");
  useEffect(() => {
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !box.current?.open) return;
      close();
      box.current.querySelector("summary")?.focus();
    };
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    addEventListener("keydown", escape);
    return () => {
      removeEventListener("keydown", escape);
      removeEventListener("pointerdown", outside);
      removeEventListener("focusin", outside);
    };
  }, []);
  return (
    <details ref={box} className={styles["menu"]}>
      <summary>
        <Face name={name} seed={email} size={32} />
        <span className="visually-hidden">{t("portal.menu", { name })}</span>
      </summary>
      <div className={styles["sheet"]}>
        <p className={styles["who"]}>
          <strong dir="auto">{name}</strong>
          <span>{email}</span>
        </p>
        <Link to={at("account")} onClick={close}>
          {t("portal.menu.account")}
        </Link>
        <button type="button" onClick={() => void leave()}>
          {t("portal.menu.sign-out")}
        </button>
      </div>
    </details>
  );
}

function Foot({ signedIn, byMail }: { signedIn: boolean; byMail: boolean }) {
  const desk = useContext(DeskContext);
  const current = useLanguage();
  const address = desk?.words.configuration.addresses[0];
  return (
    <footer className={styles["foot"]}>
      <div className={styles["line"]}>
        {byMail && address && desk?.words.configuration.portalOnly === false && (
          <p>
            <WithLink text={t("portal.foot.write", { address })} link={address} href={`mailto:${address}`} />
          </p>
        )}
        <nav aria-label={t("portal.foot.languages")} className={styles["languages"]}>
          {languagesOf(desk?.words.configuration).map((one) => (
            <button key={one} type="button" lang={one} aria-current={one === current ? "true" : undefined} onClick={() => void chooseLanguage(one, signedIn)}>
              {languageName(one)}
            </button>
          ))}
        </nav>
      </div>
    </footer>
  );
}

/** A sentence in which one part is a link. */
export function WithLink({ text, link, href }: { text: string; link: string; href: string }) {
  const [before, after] = text.split(link);
  return (
    <>
      {before}
      <a href={href}>{link}</a>
      {after}
    </>
  );
}

/** What is to be said of the request that was named before it. */
export const Then = ({ children }: { children: ReactNode }) => <span className={styles["then"]}>{children}</span>;

/** For the heading of what takes the place of a form: whoever sent that reads on from here, where the focus would be nowhere. */
export function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (navigator.userActivation?.hasBeenActive && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

/** A page that says one thing, and what to do about it. */
export function Notice({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  const heading = useArrival();
  return (
    <div className={styles["notice"]}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p>{lead}</p>}
      {children && <div className={styles["acts"]}>{children}</div>}
    </div>
  );
}
