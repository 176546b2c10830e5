import { click, endless, failing, type Scene } from "./scene.ts";

const figures = /\/api\/v1\/reports\/overview\?/;

/** Where a desk stands. */
export const reportScenes: Scene[] = [
  { name: "reports", reader: "agent", path: () => "/desk/reports" },
  { name: "reports-year", reader: "agent", path: () => "/desk/reports?period=year&by=queue", act: click("desk.report.table") },
  { name: "reports-narrowed", reader: "agent", path: () => "/desk/reports?from=2020-01-01&to=2020-01-31&q=source:phone" },
  { name: "reports-mailing", reader: "agent", path: () => "/desk/reports", act: click("desk.report.mail") },
  { name: "reports-loading", reader: "agent", path: () => "/desk/reports", unfinished: true, before: endless(figures) },
  { name: "reports-error", reader: "agent", path: () => "/desk/reports", loud: true, before: failing(figures) },
];
