import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP } from "node:net";

/**
 * Every request that goes out to an address somebody configured passes here. It connects to the very address that was
 * checked, so that a name cannot point elsewhere the second time it is asked for, and it follows no redirect.
 */
export interface OutgoingRequest {
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body: Uint8Array | string;
  timeoutMs: number;
  /** bytes of the answer that are read; the rest is dropped */
  answerBytes: number;
}
export interface OutgoingAnswer {
  status: number;
  headers: Record<string, string>;
  /** its beginning, as text */
  text: string;
}
export type SendOutgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>;

/** Why a request was not made; the message of the error. */
export const refusals = ["outgoing.url", "outgoing.internal"] as const;

type Lookup = (name: string, options: { all: true }, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

/** Ranges that no public service answers from (RFC 6890 and its successors): our own network, this machine, and everything that maps to them. */
const internal4 = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"];
// the first sixteenth holds loopback, unspecified and IPv4-compatible addresses; NAT64, Teredo and 6to4 reach any IPv4 address
const internal6 = ["::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"];

/** @param ranges addresses and CIDR ranges. @throws RangeError for what is neither */
export function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.trim().split("/");
    const version = isIP(address);
    if (version === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) throw new RangeError(range);
    const family = version === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
const internal = { ipv4: rangesOf(internal4), ipv6: rangesOf(internal6) };

/** Is this an address of the inside? `::ffff:10.0.0.1` is 10.0.0.1. What is no address is none of the outside. */
export function isInternal(address: string, allowed: BlockList): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  if (version === 0) return true;
  const family = version === 6 ? "ipv6" : "ipv4";
  return internal[family].check(plain, family) && !allowed.check(plain, family);
}

/** An IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2), as IPv4; a scope is no part of an address. */
function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (isIP(bare) !== 6) return bare;
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (dotted !== undefined) return dotted;
  // the parser of addresses writes them in one way
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(new URL(`http://[${bare}]/`).hostname) ?? [];
  if (high === undefined || low === undefined) return bare;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}

/** Only http and https, without a name and password in it; null where the address is fine. */
export function urlProblem(text: string, allowed: BlockList): (typeof refusals)[number] | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "" || url.password !== "") return "outgoing.url";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return (isIP(host) !== 0 && isInternal(host, allowed)) || /(?:^|\.)localhost\.?$/i.test(host) && !allowed.check("127.0.0.1", "ipv4") ? "outgoing.internal" : null;
}

/**
 * @param allowed internal addresses that may be reached nevertheless: configuration
 * @param lookup how names are resolved; tests bring their own
 */
export function createOutgoing(allowed: BlockList, lookup: Lookup = systemLookup): SendOutgoing {
  /** As `net.connect` asks: every address of the name must be of the outside, or none is used. */
  const checked = (name: string, options: { all?: boolean }, done: (error: Error | null, address: string | LookupAddress[], family?: number) => void): void => {
    lookup(name, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return done(error ?? new Error("no address"), []);
      if (addresses.some(({ address }) => isInternal(address, allowed))) return done(new Error("outgoing.internal"), []);
      if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
  return ({ url, method, headers, body, timeoutMs, answerBytes }) =>
    new Promise((resolve, reject) => {
      const refused = urlProblem(url, allowed);
      if (refused !== null) return reject(new Error(refused));
      const bytes = Buffer.from(body);
      const send = new URL(url).protocol === "https:" ? httpsRequest : httpRequest;
      const request = send(url, { method, headers: { ...headers, "content-length": String(bytes.length) }, lookup: checked, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
        readBeginning(answer, answerBytes).then((text) => resolve({ status: answer.statusCode ?? 0, headers: flat(answer), text }), reject);
      });
      request.on("error", reject);
      request.end(bytes);
    });
}

async function readBeginning(answer: IncomingMessage, most: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer) {
    const bytes = Buffer.from(part as Uint8Array);
    parts.push(bytes);
    length += bytes.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most).toString("utf8");
}

const flat = ({ headers }: IncomingMessage): Record<string, string> => Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]])));
