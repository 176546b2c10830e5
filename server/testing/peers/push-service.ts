import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NewDevice, PushPayload } from "../../../contract/notifications.ts";

/** What came for a device, as the browser would have been handed it. */
export interface Pushed {
  device: string;
  payload: PushPayload;
  /** of the request */
  headers: Record<string, string | string[] | undefined>;
  /** what the sender says of itself (RFC 8292) */
  claims: { aud: string; exp: number; sub: string };
  /** with which key it was signed */
  publicKey: string;
}

export interface PushService {
  origin: string;
  /** Subscribes a browser; what it would send to its server. */
  subscribe(): NewDevice & { id: string };
  pushed: Pushed[];
  /** with what the next requests for a device are answered; 201 is the rule */
  answer(id: string, status: number): void;
  /** requests that were refused for what was wrong with them */
  refused: string[];
  close(): Promise<void>;
}

/**
 * A push service with its browsers (RFC 8030), on this machine: it checks who sends (RFC 8292) and opens what was sent
 * (RFC 8291, RFC 8188) by itself, with nothing of what the product uses for it.
 */
export async function startPushService(): Promise<PushService> {
  const devices = new Map<string, { keys: ReturnType<typeof createECDH>; auth: Buffer }>();
  const answers = new Map<string, number>();
  const pushed: Pushed[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const id = request.url?.replace("/push/", "") ?? "";
      const device = devices.get(id);
      const status = answers.get(id) ?? 201;
      try {
        if (device === undefined) throw new Error("no such device");
        if (request.headers["content-encoding"] !== "aes128gcm" || request.headers.ttl === undefined) throw new Error("headers are missing");
        const { claims, publicKey } = signedBy(request.headers.authorization ?? "", origin);
        const body = Buffer.concat(parts);
        if (body.length > 4096) throw new Error("too large");
        const payload = JSON.parse(opened(body, device).toString("utf8")) as PushPayload;
        if (status === 201) pushed.push({ device: id, payload, headers: request.headers, claims, publicKey });
        response.writeHead(status).end();
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error));
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin, pushed, refused,
    subscribe() {
      const id = randomBytes(8).toString("hex");
      const keys = createECDH("prime256v1");
      keys.generateKeys();
      const auth = randomBytes(16);
      devices.set(id, { keys, auth });
      return { id, endpoint: `${origin}/push/${id}`, keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") } };
    },
    answer: (id, status) => void answers.set(id, status),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 8292, 2 and 3: a token signed by the key that the subscription was made with, for us, and not for long. */
function signedBy(authorization: string, origin: string): Pick<Pushed, "claims" | "publicKey"> {
  const [, token = "", publicKey = ""] = /^vapid t=([^,\s]+),\s*k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claim = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const key = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") } });
  if (!verify("sha256", Buffer.from(`${header}.${claim}`), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))) throw new Error("not signed by its key");
  const claims = JSON.parse(Buffer.from(claim, "base64url").toString("utf8")) as Pushed["claims"];
  const left = claims.exp - Date.now() / 1000;
  if (claims.aud !== origin || left <= 0 || left > 24 * 3600 || !/^(mailto:|https:)/.test(claims.sub)) throw new Error("claims that do not hold");
  return { claims, publicKey };
}

/** RFC 8291, 3.4 with one record of RFC 8188. */
function opened(body: Buffer, { keys, auth }: { keys: ReturnType<typeof createECDH>; auth: Buffer }): Buffer {
  const salt = body.subarray(0, 16);
  const length = body.readUInt8(20);
  const sender = body.subarray(21, 21 + length);
  const sealed = body.subarray(21 + length);
  const secret = keys.computeSecret(sender);
  const input = hkdfSync("sha256", secret, auth, Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), sender]), 32);
  const key = Buffer.from(hkdfSync("sha256", Buffer.from(input), salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", Buffer.from(input), salt, "Content-Encoding: nonce\0", 12));
  const cipher = createDecipheriv("aes-128-gcm", key, nonce);
  cipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  // the last record ends with 2 and its padding
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("no last record");
  return plain.subarray(0, end);
}
