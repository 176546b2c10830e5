const anAddress = /[^\s@<>,;"()[\]\\]+@[^\s@<>,;"()[\]\\]+/gu;

/** Typed or pasted, one or many at once: "Ana <ana@x.example>; bo@y.example". What is no address stays, to be seen and mended. */
export const addressesIn = (typed: readonly string[]): string[] => [
  ...new Set(typed.flatMap((text) => text.replace(/"[^"]*"/g, "").split(/[,;\n]+/)).flatMap((part) => part.match(anAddress) ?? [part.trim()]).map((one) => one.toLowerCase()).filter((one) => one !== "")),
];

/** Ana Gil <ana@x.example>: so she is called, where she is not known yet. */
export const namesIn = (typed: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    typed.flatMap((text) =>
      [...text.matchAll(/(?:"([^"]+)"|([^<>,;"\n]+?))\s*<([^\s<>]+@[^\s<>]+)>/gu)].map(([, quoted, plain = "", email = ""]): [string, string] => [email.toLowerCase(), (quoted ?? plain).trim().slice(0, 200)]).filter(([, name]) => name !== ""),
    ),
  );
