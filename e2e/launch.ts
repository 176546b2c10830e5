import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** The browser without a window takes a third less of the processor; `bin/ci` installs it where it can. */
const browserPath = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((file) => existsSync(file));

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
