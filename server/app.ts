import { approvalRoutes } from "./approvals/index.ts";
import { automationJobs, automationRoutes, automationTimers, scheduleRuleTimers } from "./automations/index.ts";
import { accessRoutes, authJobs, authRoutes, authTimers, createOidc, createSessions, ownRoutes, scheduleAuthTimers, type SendLink } from "./auth/index.ts";
import { conversationJobs, conversationReaders, conversationRoutes, conversationTimers, createPresence, presenceChannel } from "./conversations/index.ts";
import { commentsOn, communityJobs, communityPages, communityRoutes, publicPages } from "./community/index.ts";
import { configChannel, configurationRoutes, createDesks, deskAtHost, deskRoutes, passConfigurationOn, portalOrigin, timeRoutes, viewRoutes } from "./desks/index.ts";
import { createVirusCheck, fileJobs, fileRoutes, fileTimers, scheduleFileTimers } from "./files/index.ts";
import { followUpRoutes, followUpTimers } from "./follow-ups/index.ts";
import { boardRoutes, createLiveStreams, findTickets, inboxRoutes, loadSearchTexts, peopleOf, readMessage, readTicket, selectNow, selectSeen } from "./inbox/index.ts";
import { articlePlace, articleReaders, hasArticles, helpCentreRoutes, helpCentreTimers, helpPageRoutes, scheduleHelpCentreTimers } from "./help-centre/index.ts";
import { intakeJobs, intakeRoutes, intakeTimers, scheduleIntakeTimers } from "./intake/index.ts";
import { createMailIn, mailboxSettingsRoutes, mailDecisionRoutes, mailInTimers, mailRoutes, scheduleMailInTimers, sealPlainSecrets } from "./mail-in/index.ts";
import { mailboxRoutes, mailOutJobs, mailOutTimers, queueDelivery } from "./mail-out/index.ts";
import { bellChannel, createTeller, notificationRoutes, notificationTimers, passBellsOn, pushJobs, pushKeysOf, scheduleNotificationTimers } from "./notifications/index.ts";
import { outgoingJobs, outgoingRoutes, outgoingTimers, scheduleOutgoingTimers } from "./outgoing/index.ts";
import { locationIn, organizationRoutes, ourLocations } from "./organizations/index.ts";
import { firstDue, slaJobs, slaTimers } from "./sla/index.ts";
import { agentRoutes, agentsOfDesk } from "./people/index.ts";
import { accessChannel, passAccessOn } from "./auth/index.ts";
import type { Blobs } from "./platform/blobs.ts";
import { createScanner } from "./platform/clamd.ts";
import { movableClock, type Clock } from "./platform/clock.ts";
import type { Config } from "./platform/config.ts";
import type { Database } from "./platform/db.ts";
import { createMetrics, healthRoutes } from "./platform/health.ts";
import { createHttp, type Http } from "./platform/http.ts";
import { idempotencyTimers, scheduleIdempotencyTimers } from "./platform/idempotency.ts";
import type { JobHandlers } from "./platform/jobs.ts";
import { startListener } from "./platform/listener.ts";
import type { Log } from "./platform/log.ts";
import { openApi } from "./platform/openapi.ts";
import { createOutgoing, rangesOf } from "./platform/outgoing-requests.ts";
import { createSealing } from "./platform/sealing.ts";
import type { Site } from "./platform/site.ts";
import { createSender } from "./platform/smtp/sender.ts";
import { runDueTimers, type TimerHandlers } from "./platform/timers.ts";
import { createTransact, liveChannel, withoutWaitingForDisk, type Transact } from "./platform/transact.ts";
import { followEvents, reportReaders, reportRoutes, reportTimers } from "./reports/index.ts";
import { erasureJobs, privacyRoutes, retentionTimers, scheduleRetentionTimers } from "./privacy/index.ts";
import { clockChannel, createDemoClock, demoRoutes, fileParts, setupRoutes } from "./presets/index.ts";
import { systemActor } from "./platform/work.ts";
import { builtHead, webRoutes } from "./platform/web.ts";
import { react } from "./reactions.ts";
import { satisfactionRoutes } from "./satisfaction/index.ts";
import { installationSecret } from "./settings/index.ts";
import { waitingRoutes, waitingTimers } from "./waiting/index.ts";
import { bulkJobs, bulkRoutes, bulkTimers, confirmationJobs, indexTickets, letterRoutes, messageReaders, optOutRoutes, purgeTimers, scheduleBulkTimers, searchJobs, ticketRoutes } from "./tickets/index.ts";

/** Everything wired: what a process, a command or a test takes what it needs from. */
export interface App {
  http: Http;
  transact: Transact;
  database: Database;
  jobs: JobHandlers;
  timers: TimerHandlers;
  /** the real one, or that of a demonstration */
  clock: Clock;
  mailIn: ReturnType<typeof createMailIn>;
  /** brings search and figures up to date; the number of tickets and events done */
  index: () => Promise<number>;
  /** tells staff of what happened since; whether there was anything to look at */
  tell: () => Promise<boolean>;
  /** sets the recurring timers, at every start */
  schedule: () => Promise<void>;
  /** what /readyz says */
  setReady: (ready: boolean) => void;
  stop: () => Promise<void>;
}

export interface AppInput {
  config: Pick<Config, "smtpUrl" | "host" | "clamdUrl" | "outgoingAllow">;
  database: Database;
  blobs: Blobs;
  clock: Clock;
  log: Log;
  /** its address is filled in when the process listens */
  site: Site;
  /** where "Write as…" of the built-in mailbox finds our own SMTP listener */
  smtpPort: () => number | null;
  /** the build of the browser apps to serve; null: none */
  web: Promise<void> | null;
}

/** The composition root: what slices need of each other is handed over here and nowhere else. */
export async function createApp({ config, database, blobs, clock: realClock, log, site, smtpPort, web }: AppInput): Promise<App> {
  const clock = movableClock(realClock);
  const listener = await startListener(database.connection, [liveChannel, configChannel, accessChannel, presenceChannel, bellChannel, clockChannel], log);
  const desks = createDesks(database, listener);
  const replySecret = await installationSecret(database.db, "reply-address");
  const builtIn = config.smtpUrl === null;
  const transact = createTransact(database, clock, react, { desks, fileParts, firstDue, blobs, site, mailOut: { builtIn, replySecret } });
  const sessions = createSessions({ database, listener, clock });
  const sender = config.smtpUrl === null ? null : createSender(config.smtpUrl, { name: site.mailHost });
  const viruses = createVirusCheck({ database, scanner: config.clamdUrl === null ? null : createScanner(config.clamdUrl), clock, log });
  const metrics = createMetrics();
  const sealing = createSealing(await installationSecret(database.db, "sealing"));
  await sealPlainSecrets(database.db, sealing);
  const allowed = rangesOf(config.outgoingAllow);
  const sendOutgoing = createOutgoing(allowed);
  const mailIn = createMailIn({ database, transact, desks, blobs, clock, log, metrics, mailHost: site.mailHost, sealing, send: sendOutgoing });
  const live = createLiveStreams(database, desks, listener, log);
  passBellsOn(listener, live.tell);
  passConfigurationOn(listener, live.tell);
  passAccessOn(listener, live.tell);
  const pushKeys = pushKeysOf(await installationSecret(database.db, "push"));
  const presence = createPresence({ db: database.db, listener, clock, log, tell: live.tell });
  const timers: TimerHandlers = {
    ...idempotencyTimers, ...authTimers, ...fileTimers, ...bulkTimers, ...purgeTimers, ...outgoingTimers, ...mailOutTimers, ...conversationTimers, ...followUpTimers, ...reportTimers, ...helpCentreTimers, ...waitingTimers, ...notificationTimers, ...slaTimers, ...automationTimers, ...mailInTimers, ...intakeTimers, ...retentionTimers,
  };
  const demoClock = createDemoClock({ database, listener, transact, clock, builtIn, runTimers: () => runDueTimers(transact, timers, clock, log), log });
  await demoClock.read();
  // a report counts what happened just now; while an installation is counted for the first time it does not wait
  const catchUp = async () => {
    for (let round = 0; round < 3 && (await followEvents(transact)) > 0; round += 1);
  };
  let ready = false;
  const frame = { site, head: builtHead(web) };

  const http = createHttp({
    log,
    bodyLimit: 4 * 1024 * 1024,
    // a reverse proxy on this machine says for whom it asks
    trustProxy: "loopback",
    isOwnOrigin: async (origin, request) =>
      origin === site.publicUrl || origin === `${request.protocol}://${request.host}` || (await desks.get()).all.some(({ settings }) => settings.portalAddress === origin),
    authenticate: (request) => sessions.authenticate(request),
    overTls: () => site.publicUrl.startsWith("https:"),
  });
  await openApi(http);
  // a plugin of its own, so that the OpenAPI document sees every route
  await http.register(async (scope) => {
    const app = scope as unknown as Http;
    healthRoutes(app, { database, listener, metrics, isReady: () => ready, authenticate: (request) => sessions.authenticate(request) });
    authRoutes(app, { database, transact, clock, desks, sessions, sealing, deviceClock: realClock, oidc: createOidc(sendOutgoing), allowed, log, publicUrl: () => site.publicUrl, clockState: async () => ({ ahead: clock.ahead, movable: await demoClock.isMovable() }) });
    ownRoutes(app, { database, transact, clock, sessions });
    accessRoutes(app, { database, transact, clock, desks });
    deskRoutes(app, { desks, agentsOf: (deskId) => agentsOfDesk(database.db, deskId), locations: (deskId) => ourLocations(database.db, deskId), hasArticles: (deskId) => hasArticles(database.db, deskId) });
    configurationRoutes(app, { database, desks, transact, parts: fileParts });
    agentRoutes(app, { transact, checkLocation: (work, id, path) => locationIn(work.db, id, path) });
    organizationRoutes(app, { database, desks, transact });
    await fileRoutes(app, { database, transact, blobs, viruses, readers: { ...messageReaders, ...conversationReaders, ...reportReaders, ...articleReaders } });
    inboxRoutes(app, { database, desks, live, clock, authenticate: (request) => sessions.authenticate(request) });
    boardRoutes(app, { database, desks, clock });
    ticketRoutes(app, {
      database,
      desks,
      transact,
      readTicket,
    });
    reportRoutes(app, { database, transact, desks, clock, catchUp });
    optOutRoutes(app, { transact });
    letterRoutes(app, { transact });
    approvalRoutes(app, { database, desks, transact, clock });
    waitingRoutes(app, { database, desks, transact, clock, readTicket });
    satisfactionRoutes(app, { database, desks, transact, clock });
    notificationRoutes(app, { database, desks, transact, pushKey: pushKeys.publicKey, allowed });
    automationRoutes(app, { transact, select: selectSeen, allowed });
    followUpRoutes(app, { database, desks, transact, clock });
    conversationRoutes(app, { database, transact, desks, presence, readMessage });
    helpCentreRoutes(app, { database, desks, transact, clock, site });
    await helpPageRoutes(app, {
      database, desks, transact, blobs, viruses, clock, frame, secret: await installationSecret(database.db, "readers"),
      below: (visit, article, after) => commentsOn(database.db, visit, article, after),
      morePages: publicPages,
    });
    communityRoutes(app, { database, desks, transact, articles: articlePlace });
    await communityPages(app, { database, desks, transact, frame, articles: articlePlace });
    outgoingRoutes(app, { database, desks, transact });
    bulkRoutes(app, { database, desks, transact, findTickets });
    timeRoutes(app, { desks, transact });
    viewRoutes(app, { database, desks, transact });
    mailRoutes(app, { database, transact, desks, blobs, viruses, mailIn });
    await intakeRoutes(app, { database, transact, clock, log, site });
    privacyRoutes(app, { database, desks, transact, blobs, viruses, clock });
    mailDecisionRoutes(app, { database, transact, desks, blobs, viruses, mailIn });
    mailboxSettingsRoutes(app, { database, transact, desks, sealing, send: sendOutgoing });
    mailboxRoutes(app, { database, blobs, clock, desks, builtIn, listenerUrl: () => (smtpPort() === null ? null : `smtp://127.0.0.1:${smtpPort()}`) });
    setupRoutes(app, { database, transact, builtIn });
    demoRoutes(app, { demoClock, transact });
    if (web !== null) webRoutes(app, web, async (host) => deskAtHost((await desks.get()).all, host)?.key ?? null);
  });
  await http.ready();

  return {
    http,
    transact,
    database,
    jobs: {
      ...authJobs(transact, sendLink(site)),
      ...fileJobs(transact, blobs, [mailIn.refersToBlob]),
      ...intakeJobs({ transact, log }),
      ...erasureJobs(transact),
      ...confirmationJobs(transact),
      ...conversationJobs({ database, transact }),
      ...communityJobs({ transact, articles: articlePlace }),
      ...outgoingJobs({ database, transact, log }),
      ...bulkJobs({ database, transact, log }),
      ...pushJobs({ database, clock, log, site, keys: pushKeys, send: sendOutgoing }),
      ...automationJobs({ database, desks, transact, clock, log, select: selectNow, send: sendOutgoing }),
      ...searchJobs(transact, peopleOf),
      ...slaJobs(transact),
      ...mailOutJobs({ database, transact, blobs, viruses, sender, log }),
    },
    timers,
    clock,
    mailIn,
    index: async () => {
      const set = await desks.get();
      const indexed = await transact(systemActor("job"), async (work) => {
        withoutWaitingForDisk(work);
        return indexTickets(work, (db, ids) => loadSearchTexts(db, ids, set));
      });
      return indexed + (await followEvents(transact));
    },
    tell: createTeller(database, transact),
    schedule: () =>
      transact(systemActor("start"), async (work) => {
        await scheduleIdempotencyTimers(work);
        await scheduleAuthTimers(work);
        await scheduleFileTimers(work);
        await scheduleBulkTimers(work);
        await scheduleOutgoingTimers(work);
        await scheduleNotificationTimers(work);
        await scheduleRuleTimers(work);
        await scheduleMailInTimers(work);
        await scheduleHelpCentreTimers(work);
        await scheduleIntakeTimers(work);
        await scheduleRetentionTimers(work);
      }),
    setReady: (value) => {
      ready = value;
    },
    async stop() {
      presence.stop();
      live.stop();
      await http.close();
      await mailIn.stop();
      sender?.close();
      await listener.stop();
    },
  };
}

/** `auth` makes links, `mail-out` writes letters; neither knows the other. */
const sendLink =
  (site: Site): SendLink =>
  async (work, letter) => {
    const set = await work.desks.get();
    const desk = letter.desk === null ? set.all[0] : set.byId.get(letter.desk.id);
    if (desk === undefined) return;
    const link = { url: `${letter.desk === null ? site.publicUrl : portalOrigin(site, desk)}${letter.path}`, expiresAt: letter.expiresAt.toString() };
    if (letter.invitedBy !== null) {
      const to = { name: letter.person.name, address: letter.address, personId: letter.person.id };
      await queueDelivery(work, { desk, to, lang: letter.language, letter: letter.purpose === "address" ? "confirm-address" : "colleague-invitation", facts: { link, address: letter.address, by: letter.invitedBy } });
      return;
    }
    await queueDelivery(work, {
      desk,
      to: { name: letter.person.name, address: letter.address, personId: letter.person.id },
      lang: letter.language,
      letter: letter.purpose === "invitation" ? "invitation" : letter.purpose === "password" ? "set-password" : "sign-in-link",
      facts: { link, address: letter.address },
    });
  };

