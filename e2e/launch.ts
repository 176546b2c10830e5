import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const whole = "/usr/bin/chromium";
/** Without a window it takes a third less of the processor, and shows no notifications; `bin/ci` installs it where it can. */
const lean = ["/usr/bin/chromium-headless-shell", whole].find((file) => existsSync(file));

export const launch = (kind: "lean" | "whole" = "lean"): Promise<Browser> =>
  chromium.launch({
    executablePath: kind === "whole" ? whole : lean,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });

/** A step that fails is tried once more: on a slow machine a browser's hands are now and then faster than the page. What was retried stands in the output. */
export const retries = 1;
