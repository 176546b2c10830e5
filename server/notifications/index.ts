export { forgetNotifications, scheduleNotificationTimers } from "./actions.ts";
export { bellChannel, passBellsOn } from "./bell.ts";
export { notify } from "./notify.ts";
export { pushJobs } from "./push.ts";
export { pushKeysOf } from "./push-keys.ts";
export { notificationRoutes } from "./routes.ts";
export { createTeller } from "./teller.ts";
export { notificationTimers } from "./timers.ts";
export { eraseNotificationsOf, strikeNotifications } from "./erase.ts";
