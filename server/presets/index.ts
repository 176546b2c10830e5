export { fileParts } from "./file-parts.ts";
export { installPresets } from "./install.ts";
export { clockChannel, createDemoClock, type DemoClocks } from "./demo-clock.ts";
export { loadDemo } from "./demo.ts";
export { leaveDemoEmpty } from "./empty-demo.ts";
export { checkPreset, readPreset, type Preset } from "./read.ts";
export { removeDemo, viewRemoval } from "./removal.ts";
export { demoRoutes, setupRoutes } from "./routes.ts";
export { setupPath } from "./setup.ts";
