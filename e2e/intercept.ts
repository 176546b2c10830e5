import type { APIResponse, CDPSession, Page } from "playwright-core";

interface Answer {
  status?: number;
  contentType?: string;
  body?: string;
  json?: unknown;
  response?: APIResponse;
}
/** What the scenes use of Playwright's `Route`. */
interface Intercepted {
  fetch(): Promise<APIResponse>;
  fulfill(answer: Answer): Promise<void>;
}
interface Handler {
  address: RegExp;
  answer: (route: Intercepted) => unknown;
}
interface Paused {
  requestId: string;
  request: { url: string; method: string; postData?: string };
}

/**
 * `page.route` for the API alone. Playwright's own stops every request of the page, of scripts, styles and fonts as well, and
 * keeps none of them in the browser: a load costs half as much again.
 */
export async function useIntercepts(page: Page): Promise<{ page: Page; end(): Promise<void> }> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const handlers: Handler[] = [];
  const answer = async ({ requestId, request }: Paused) => {
    const handler = handlers.findLast(({ address }) => address.test(request.url));
    if (handler === undefined) return cdp.send("Fetch.continueRequest", { requestId });
    return handler.answer({
      fetch: () => page.context().request.fetch(request.url, { method: request.method, ...(request.postData === undefined ? {} : { data: request.postData, headers: { "content-type": "application/json" } }) }),
      async fulfill({ status, contentType, body, json, response }) {
        const text = json === undefined ? (body ?? "") : JSON.stringify(json);
        await cdp.send("Fetch.fulfillRequest", {
          requestId,
          responseCode: status ?? response?.status() ?? 200,
          responseHeaders: [{ name: "content-type", value: contentType ?? "application/json" }],
          body: Buffer.from(text).toString("base64"),
        });
      },
    });
  };
  cdp.on("Fetch.requestPaused", (paused) => {
    // a page that was left waits for no answer
    answer(paused).catch(() => {});
  });
  const route = async (address: RegExp, handler: Handler["answer"]) => {
    if (handlers.push({ address, answer: handler }) === 1) await cdp.send("Fetch.enable", { patterns: [{ urlPattern: "*/api/v1/*" }] });
  };
  return {
    page: new Proxy(page, {
      get(target, key) {
        if (key === "route") return route;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
    async end() {
      if (handlers.splice(0).length > 0) await cdp.send("Fetch.disable");
    },
  };
}
