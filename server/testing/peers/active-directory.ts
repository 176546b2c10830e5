import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export interface ActiveDirectory {
  url: string;
  baseDn: string;
  /** may search; signs in by its principal name, as such accounts do */
  reader: { name: string; password: string };
  /** of everybody in it */
  password: string;
  /** objectGUID of `jperez` */
  guid: Buffer;
  close(): Promise<void>;
}

const baseDn = "DC=air,DC=example";
const reader = { name: "ventanilla@air.example", password: "lector-secreto" };
const password = "Vuelo-Azul-7";
const guid = Buffer.from("d83f5e1c0a9b4e4dba1200ff01c37e88", "hex");

interface Account {
  dn: string;
  /** what the filter finds it by */
  names: string[];
  attributes: Record<string, (string | Buffer)[]>;
  /** the Windows error code that a right password is answered with; `775` also a wrong one */
  refused?: string;
}
const account = (sam: string, more: { name?: string; mail?: string; refused?: string } = {}): Account => ({
  dn: `CN=${(more.name ?? sam).replaceAll(",", "\\,")},OU=Personal,${baseDn}`,
  names: [sam, `${sam}@air.example`, ...(more.mail === undefined ? [] : [more.mail])],
  attributes: { objectGUID: [guid], displayName: [more.name ?? sam], mail: more.mail === undefined ? [] : [more.mail] },
  ...(more.refused === undefined ? {} : { refused: more.refused }),
});
const accounts = [
  account("jperez", { name: "Pérez, Juan (Quito)", mail: "juan.perez@airline.example" }),
  account("caducada", { refused: "532" }),
  account("desactivada", { refused: "533" }),
  account("debe.cambiar", { refused: "773" }),
  account("bloqueada", { refused: "775" }),
];
/** Each group with its members: a person is in `Aeropuerto` by being in `Mostrador`. */
const groups = new Map([
  [`CN=Mostrador,OU=Grupos,${baseDn}`, [accounts[0]?.dn]],
  [`CN=Aeropuerto,OU=Grupos,${baseDn}`, [`CN=Mostrador,OU=Grupos,${baseDn}`]],
]);
const groupsOf = (dn: string): string[] => [...groups].flatMap(([group, members]) => (members.includes(dn) ? [group, ...groupsOf(group)] : []));
const inChain = "1.2.840.113556.1.4.1941";

/**
 * A domain controller as far as signing in sees one, over LDAP (RFC 4511): binary `objectGUID`, names with commas, groups by the
 * matching rule "in chain", and its words where it refuses, as Samba's domain controller gave them.
 */
export async function startActiveDirectory(): Promise<ActiveDirectory> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let waiting = Buffer.alloc(0);
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
    socket.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (let message = read(waiting); message !== null; message = read(waiting)) {
        waiting = waiting.subarray(message.end);
        const [id, asked] = parts(message.body);
        if (id === undefined || asked === undefined || asked.tag === 0x42) return socket.end();
        for (const answer of asked.tag === 0x60 ? bound(asked.body) : found(asked.body)) socket.write(tlv(0x30, tlv(0x02, id.body), answer));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
    baseDn, reader, password, guid,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface Tlv {
  tag: number;
  body: Buffer;
  /** where the next one begins */
  end: number;
}
function read(bytes: Buffer): Tlv | null {
  const first = bytes[1] ?? 0;
  const extra = first < 0x80 ? 0 : first - 0x80;
  if (bytes.length < 2 + extra) return null;
  const length = extra === 0 ? first : bytes.readUIntBE(2, extra);
  const end = 2 + extra + length;
  return bytes.length < end ? null : { tag: bytes[0] ?? 0, body: bytes.subarray(2 + extra, end), end };
}
function parts(bytes: Buffer): Tlv[] {
  const one = read(bytes);
  return one === null ? [] : [one, ...parts(bytes.subarray(one.end))];
}
function tlv(tag: number, ...bodies: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(bodies.map((one) => (typeof one === "string" ? Buffer.from(one) : one)));
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 0xff]), body]);
}
const result = (tag: number, code: number, words = ""): Buffer => tlv(tag, tlv(0x0a, Buffer.from([code])), tlv(0x04), tlv(0x04, words));
const text = (one: Tlv | undefined): string => one?.body.toString() ?? "";

function bound(body: Buffer): Buffer[] {
  const [, name, secret] = parts(body);
  const refused = (code: string) => [result(0x61, 49, `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${code}, v1db1`)];
  if (text(name) === reader.name) return text(secret) === reader.password ? [result(0x61, 0)] : refused("52e");
  const known = accounts.find(({ dn }) => dn === text(name));
  if (known?.refused === "775") return refused("775");
  if (known === undefined || text(secret) !== password) return refused("52e");
  return known.refused === undefined ? [result(0x61, 0)] : refused(known.refused);
}

function found(body: Buffer): Buffer[] {
  const filter = parts(body)[6];
  const leaves = filter === undefined ? [] : leavesOf(filter);
  const entry = (dn: string, attributes: Account["attributes"]) =>
    tlv(0x64, tlv(0x04, dn), tlv(0x30, ...Object.entries(attributes).map(([type, values]) => tlv(0x30, tlv(0x04, type), tlv(0x31, ...values.map((value) => tlv(0x04, value)))))));
  const entries =
    filter?.tag === 0xa9
      ? leaves.includes(inChain) ? groupsOf(leaves.find((leaf) => leaf.endsWith(baseDn)) ?? "").map((dn) => entry(dn, {})) : []
      : accounts.filter(({ names }) => names.some((name) => leaves.some((leaf) => leaf.toLowerCase() === name.toLowerCase()))).map(({ dn, attributes }) => entry(dn, attributes));
  return [...entries, result(0x65, 0)];
}
const leavesOf = ({ tag, body }: Tlv): string[] => ((tag & 0x20) === 0 ? [body.toString()] : parts(body).flatMap(leavesOf));
