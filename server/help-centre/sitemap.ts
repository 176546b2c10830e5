import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Key, type Language } from "../../contract/common.ts";
import { deskAtHost, portalOrigin, type DeskConfig, type Desks } from "../desks/index.ts";
import type { Db } from "../platform/db.ts";
import { html, textOf } from "../platform/html.ts";
import type { Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import type { Site } from "../platform/site.ts";
import { helpLanguages, helpPath } from "./page.ts";
import { publicPages } from "./reading.ts";
import { articlePath } from "./view.ts";

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Further pages of a desk's help centre that everybody may read, of slices that come after this one. */
export type MorePages = (db: Db, desk: DeskConfig) => Promise<readonly { path: string; at: string }[]>;

/** What search engines ask for: which pages there are (sitemaps.org), and what is none of theirs (RFC 9309). */
export function sitemapRoutes(app: Http, { db, desks, site, morePages }: { db: Db; desks: Desks; site: Pick<Site, "publicUrl">; morePages: MorePages }): void {
  /** Where the request arrived, as search engines know it: they believe no map of another host. */
  const originOf = async (request: FastifyRequest) => {
    const own = deskAtHost((await desks.get()).all, request.host);
    return own === undefined ? site.publicUrl : portalOrigin(site, own);
  };
  app.get("/robots.txt", { config: { internal: true } }, async (request, reply) =>
    reply
      .header("cache-control", "public, max-age=3600")
      .type("text/plain; charset=utf-8")
      .send(`User-agent: *\nAllow: /help/\nAllow: /assets/\nDisallow: /help/*/*/search\nDisallow: /\n\nSitemap: ${await originOf(request)}/sitemap.xml\n`),
  );

  app.get("/sitemap.xml", { config: { internal: true } }, async (request, reply) => {
    const origin = await originOf(request);
    const here = (await desks.get()).all.filter((desk) => portalOrigin(site, desk) === origin);
    const map = html`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${here.map(({ key }) => html`<sitemap><loc>${`${origin}/help/${key}/sitemap.xml`}</loc></sitemap>`)}</sitemapindex>\n`;
    return reply.header("cache-control", "public, max-age=3600").type("application/xml; charset=utf-8").send(head + textOf(map));
  });

  app.get("/help/:desk/sitemap.xml", { config: { internal: true }, schema: { params: Type.Object({ desk: Key }) } }, async (request, reply) => {
    const desk = (await desks.get()).byKey.get(request.params.desk);
    if (desk === undefined) throw notFound("page");
    const offered = helpLanguages(desk);
    const origin = portalOrigin(site, desk);
    const articles = Map.groupBy((await publicPages(db, desk.id)).filter(({ language }) => offered.includes(language)), ({ id }) => id);
    const page = (variants: readonly { language: Language; path: string; at?: string }[]) =>
      variants.map(
        ({ path, at }) =>
          html`<url><loc>${origin}${path}</loc>${at && html`<lastmod>${at}</lastmod>`}${variants.length > 1 && variants.map((other) => html`<xhtml:link rel="alternate" hreflang="${other.language}" href="${origin}${other.path}"/>`)}</url>\n`,
      );
    const home = articles.size === 0 ? [] : page(offered.map((language) => ({ language, path: helpPath(desk, language) })));
    const map = html`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${home}${[...articles].map(([id, variants]) => page(variants.map(({ language, title, at }) => ({ language, path: articlePath(desk, language, id, title), at }))))}${(await morePages(db, desk)).map(({ path, at }) => html`<url><loc>${origin}${path}</loc><lastmod>${at}</lastmod></url>\n`)}</urlset>\n`;
    return reply.header("cache-control", "public, max-age=3600").type("application/xml; charset=utf-8").send(head + textOf(map));
  });
}
