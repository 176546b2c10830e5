import fc from "fast-check";
import { expect, test } from "vitest";
import { processorMs } from "../../testing/processor-time.ts";
import { excerpt, htmlToText, maskCards, quoteStart, renderBody, sanitize, textToHtml } from "./index.ts";

test("hostile HTML loses everything that runs, loads or leaves its frame", () => {
  const { html } = sanitize(
    '<script>a()</script><p onclick="a()" style="position:fixed;color:red;background:url(http://x/)">Hi</p><a href="javascript:a()">x</a><a href="https://ok.example/">y</a>' +
      '<img src="https://t.example/p.gif" onerror="a()"><img src="cid:a@b"><form action="/x"><input></form><iframe src="//x"></iframe><svg onload="a()"><a xlink:href="javascript:a()">z</a></svg><div data-quote="1">fake</div>',
  );
  expect(html).not.toMatch(/script|onclick|onerror|onload|position|url\(|iframe|form|input|svg|data-quote/);
  expect(html).toContain('style="color:red"');
  expect(html).toContain('data-remote-src="https://t.example/p.gif"');
  expect(html).not.toMatch(/ src="http/);
  expect(html).toContain('src="cid:a@b"');
  expect(html).toContain('<a href="https://ok.example/" rel="noopener noreferrer nofollow" target="_blank">y</a>');
});

test("the words of HTML, block by block", () => {
  expect(htmlToText("<h1>Title</h1><p>One&nbsp;two<br>three</p><ul><li>a</li><li>b &lt; c &amp;amp;</li></ul><table><tr><td>x</td><td>y</td></tr></table>")).toBe(
    "Title\n\nOne two\nthree\n\n- a\n- b < c &amp;\nx\ty",
  );
});

test.each([
  ["Gmail", '<div dir="ltr">My answer</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Ana wrote:<br></div><blockquote class="gmail_quote">Old words</blockquote></div>'],
  ["Apple Mail", '<div>My answer</div><div><br><blockquote type="cite"><div>On 1 Sep 2025, Ana wrote:</div><div>Old words</div></blockquote></div>'],
  ["Thunderbird", '<p>My answer</p><div class="moz-cite-prefix">On 1/9/25, Ana wrote:<br></div><blockquote type="cite" cite="mid:x">Old words</blockquote>'],
  ["Outlook on the web", '<div>My answer</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ana</div><div>Old words</div>'],
  ["Outlook", '<div class="WordSection1"><p>My answer</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm"><p><b>De:</b> Ana</p></div></div><p>Old words</p></div>'],
  ["Yahoo", '<div>My answer</div><div id="x" class="yahoo_quoted"><div>El lunes, Ana escribió:</div><div>Old words</div></div>'],
])("%s: the quoted history is marked, nothing is cut", (_client, source) => {
  const { html, text, quoteAt } = sanitize(source);
  expect(text.slice(0, quoteAt ?? undefined).trim()).toBe("My answer");
  expect(text).toContain("Old words");
  const [visible, quoted] = [html.slice(0, html.indexOf("<blockquote")), html.slice(html.indexOf("<blockquote"))];
  expect(visible).toContain("My answer");
  expect(quoted).toMatch(/^<blockquote[^<>]*data-quote/);
  expect(quoted).toContain("Old words");
});

test("a rule of the same colour without a sender below it folds nothing", () => {
  const { html, quoteAt } = sanitize('<p>Offer</p><div style="border-top:solid #E1E1E1 1.0pt">Terms apply</div>');
  expect(html).not.toContain("data-quote");
  expect(quoteAt).toBeNull();
});

test.each([
  ["Thanks\n\nOn Mon, Sep 1, 2025 at 10:00 AM Ana <ana@x.example> wrote:\n> old", 8],
  ["Gracias\n\nEl lun, 1 sept 2025 a las 10:00, Ana\n(<ana@x.example>) escribió:\n\n> viejo", 9],
  ["Obrigado\n\nEm seg., 1 de set. de 2025 às 10:00, Ana <ana@x.example>\nescreveu:\n\n> antigo", 10],
  ["Mulțumesc\n\nPe lun., 1 sept. 2025 la 10:00, Ana <ana@x.example> a scris:\n\n> vechi", 11],
  ["Danke\n\nAm 01.09.25 um 10:00 schrieb Ana:\n> alt", 7],
  ["Merci\n\nLe lun. 1 sept. 2025 à 10:00, Ana <ana@x.example> a écrit :\n> ancien", 7],
  ["Fine\n\n________________________________\nDe: Ana <ana@x.example>\nEnviado: lunes, 1 de septiembre de 2025\nPara: Ventas\nAsunto: Re: Hola\n\nviejo", 6],
  ["Fine\n\n-----Mensaje original-----\nviejo", 6],
  ["Fine\n\n> old\n> older\n", 6],
])("the quoted history of %j starts at %i", (text, at) => {
  expect(quoteStart(text)).toBe(at);
});

test.each([
  "Just a question: who wrote:\nthis?",
  "On Monday 1 September we arrive.\nCan you confirm?",
  "On 1 Sep 2025, Ana wrote:\n> Which date?\nThe 5th.\n> How many?\nTwo.",
  "From: Madrid\nTo the hotel we need 20 minutes.",
  "> only a quote",
])("%j is shown whole", (text) => {
  expect(quoteStart(text)).toBeNull();
});

test("a forwarded mail is not folded", () => {
  const text = "See below\n\nOn Mon, Sep 1, 2025 Ana <a@x.example> wrote:\n> old";
  expect(renderBody(text, null, true).quoteAt).toBeNull();
  expect(renderBody(text, null).html).toContain('<blockquote data-quote="1">');
});

test("text becomes paragraphs with links, and nothing else", () => {
  expect(textToHtml("Hi <b>\n\nsee https://x.example/a_(b)?c=1&d=2.\nwrite to ana@x.example")).toBe(
    '<p>Hi &lt;b&gt;</p><p>see <a href="https://x.example/a_(b)?c=1&amp;d=2" rel="noopener noreferrer nofollow" target="_blank">https://x.example/a_(b)?c=1&amp;d=2</a>.<br>write to <a href="mailto:ana@x.example" rel="noopener noreferrer nofollow" target="_blank">ana@x.example</a></p>',
  );
});

test("an excerpt is one line of at most 140 characters", () => {
  expect(excerpt("  Hola\n\n  mundo\u200b ")).toBe("Hola mundo");
  const long = excerpt("palabra ".repeat(50));
  expect(long.length).toBeLessThanOrEqual(140);
  expect(long).toMatch(/palabra…$/);
});

test("payment cards' numbers are hidden, other numbers and links stay", () => {
  expect(maskCards("Card 4111 1111 1111 1111, amex 378282246310005.")).toBe("Card •••• •••• •••• 1111, amex •••••••••••0005.");
  for (const number of ["4111 1111 1111 1112", "1234567890123452", "5940000000008", "+34 600 123 456", "41111111111111111"]) expect(maskCards(number)).toBe(number);
  const { html, text } = renderBody("4111111111111111", '<p>4111-1111-1111-1111 <a href="https://x.example/4111111111111111">x</a></p>');
  expect(text).toBe("••••••••••••1111");
  expect(html).toContain("<p>••••-••••-••••-1111");
  expect(html).toContain("https://x.example/4111111111111111");
});

test("any HTML is sanitised without a throw, and once is enough", () => {
  const pieces = fc.constantFrom("<p>", "</p>", "<div class=gmail_quote>", "</div>", "<blockquote type=cite>", "</blockquote>", '<div id="appendonsend">', "<table><tr><td>", "&lt;", "&#0;", "\ud800", "<!--", "-->", "<style>", "words ", "<a href='x' ", "<img src=//x>", '<div style="border-top:solid #e1e1e1 1pt">', "From: a", "<script>", "</script>", "<svg>", "<noscript>", "<title>");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const { html, text } = sanitize(parts.join(""));
      expect(html.isWellFormed()).toBe(true);
      expect(html).not.toMatch(/<(?:script|style|svg|noscript|title)/);
      expect(typeof text).toBe("string");
    }),
    { numRuns: 500, seed: 3 },
  );
});

test("input made to be slow is not", () => {
  const started = processorMs();
  for (const hostile of ["<div>".repeat(100_000), "<".repeat(100_000), `<p>${" ".repeat(500_000)}</p>`, "<blockquote type=cite>".repeat(20_000)]) sanitize(hostile);
  for (const hostile of ["\n".repeat(500_000), `${" ".repeat(100_000)}wrote:`, "On 1 ".repeat(100_000), ">\n".repeat(100_000)]) {
    quoteStart(hostile);
    textToHtml(hostile);
  }
  expect(processorMs() - started).toBeLessThan(5_000);
});
