import swagger from "@fastify/swagger";
import type { Http } from "./http.ts";

/**
 * The contract as OpenAPI 3 at `/api/v1/openapi.json`, made from the routes' schemas, and a page that shows it at
 * `/api/v1/docs`. The page's files load at its first use: few need them.
 */
export async function openApi(app: Http): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.0.3",
      info: { title: "Ventanilla", version: "1", description: "The help desk's HTTP interface. Errors are RFC 9457 problems; writes take `Idempotency-Key`." },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" }, session: { type: "apiKey", in: "cookie", name: "ventanilla_session" } } },
      security: [{ token: [] }, { session: [] }],
    },
    transform: ({ schema, url, route }) => ({ schema: route.config?.internal || !url.startsWith("/api/") ? { ...schema, hide: true } : schema, url }),
  });
  app.get("/api/v1/openapi.json", { config: { internal: true } }, async () => app.swagger());
  const { default: ui } = await import("@fastify/swagger-ui");
  await app.register(ui, { routePrefix: "/api/v1/docs", staticCSP: true, uiConfig: { url: "/api/v1/openapi.json" } });
}
