/** The part of libmime (mailparser's own decoder, which ships no types) that we use. */
declare module "libmime" {
  const libmime: {
    /** Decodes RFC 2047 encoded-words wherever they stand in the text. */
    decodeWords(text: string): string;
    /** A header value with parameters, RFC 2231 continuations and charsets resolved. */
    parseHeaderValue(text: string): { value: string | false; params: Record<string, string> };
    detectMimeType(extension: string): string;
    detectExtension(type: string): string;
  };
  export default libmime;
}

declare module "libmime/lib/charset.js" {
  const charset: {
    /** Never throws: an unknown charset is read as UTF-8. */
    decode(bytes: Buffer, charset: string): string;
    normalizeCharset(charset: string): string;
  };
  export default charset;
}
