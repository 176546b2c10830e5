/** Where the installation stands in the world. Known once it listens (PORT may be 0). */
export interface Site {
  /** the address people open, without trailing slash */
  publicUrl: string;
  /** our name in EHLO and Message-ID */
  mailHost: string;
}

declare module "./work.ts" {
  interface WorkContext {
    site: Site;
  }
}
