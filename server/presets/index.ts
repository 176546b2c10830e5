export { installPresets } from "./install.ts";
export { loadDemo } from "./demo.ts";
export { checkPreset, readPreset, type Preset } from "./read.ts";
export { setupRoutes } from "./routes.ts";
export { setupPath } from "./setup.ts";
