import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, freePort, makePrivateFolder, run } from "./private-folder.ts";

export interface Slapd {
  url: string;
  /** the same, encrypted from the first byte */
  tlsUrl: string;
  /** of the authority that signed its certificate, PEM */
  certificate: string;
  baseDn: string;
  /** may search */
  reader: { dn: string; password: string };
  /** an account below `ou=people`; its entry's number (entryUUID) is the directory's own */
  add(user: string, more: { name: string; mail?: string; password: string; groups?: readonly string[] }): Promise<void>;
  leave(user: string, group: string): Promise<void>;
  remove(user: string): Promise<void>;
  close(): Promise<void>;
}

const slapd = "/usr/sbin/slapd";
const baseDn = "dc=airline,dc=example";

/** As a company has it: an authority of its own, and by it a certificate for `localhost`. @returns the authority's, PEM */
async function signedCertificate(folder: string): Promise<string> {
  const at = (name: string) => join(folder, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await writeFile(at("names"), "subjectAltName=DNS:localhost\n");
  await run("openssl", ["req", "-x509", ...newKey, "-keyout", at("authority-key.pem"), "-out", at("authority.pem"), "-days", "2", "-subj", "/CN=Airline authority"]);
  await run("openssl", ["req", ...newKey, "-keyout", at("key.pem"), "-out", at("request.pem"), "-subj", "/CN=directory"]);
  await run("openssl", ["x509", "-req", "-in", at("request.pem"), "-CA", at("authority.pem"), "-CAkey", at("authority-key.pem"), "-CAcreateserial", "-days", "2", "-extfile", at("names"), "-out", at("certificate.pem")]);
  return readFile(at("authority.pem"), "utf8");
}

/** A private Debian slapd on free ports of 127.0.0.1: the usual schemas, `memberOf` kept, StartTLS and ldaps, no anonymous search. */
export async function startSlapd(): Promise<Slapd> {
  const { folder, remove } = await makePrivateFolder("slapd");
  const [port, tlsPort] = [await freePort(), await freePort()];
  const admin = { dn: `cn=admin,${baseDn}`, password: "admin-secreto" };
  const reader = { dn: `cn=ventanilla,${baseDn}`, password: "lector-secreto" };
  const certificate = await signedCertificate(folder);
  await mkdir(join(folder, "db"));
  await writeFile(
    join(folder, "slapd.conf"),
    `${["core", "cosine", "inetorgperson"].map((name) => `include /etc/ldap/schema/${name}.schema`).join("\n")}
pidfile ${folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
TLSCertificateFile ${folder}/certificate.pem
TLSCertificateKeyFile ${folder}/key.pem
database mdb
maxsize 10485760
suffix "${baseDn}"
rootdn "${admin.dn}"
rootpw ${admin.password}
directory ${folder}/db
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${reader.dn}" read by * none
`,
  );
  const inDirectory = [
    `dn: ${baseDn}\nobjectClass: dcObject\nobjectClass: organization\ndc: airline\no: Airline`,
    ...["people", "groups"].map((ou) => `dn: ou=${ou},${baseDn}\nobjectClass: organizationalUnit\nou: ${ou}`),
    `dn: ${reader.dn}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: ventanilla\nuserPassword: ${reader.password}`,
  ].join("\n\n");
  await writeFile(join(folder, "start.ldif"), `${inDirectory}\n`);
  await run(slapd, ["-T", "add", "-f", join(folder, "slapd.conf"), "-l", join(folder, "start.ldif")]);

  const child: ChildProcess = spawn(slapd, ["-d", "0", "-f", join(folder, "slapd.conf"), "-h", `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`], { stdio: "ignore", detached: true });
  for (let tries = 0; !(await listens(port)); tries += 1) {
    if (tries === 600) throw new Error("slapd did not start");
    await sleep(50);
  }
  const { Client, Attribute, Change } = await import("ldapts");
  const asAdmin = async <R>(act: (client: InstanceType<typeof Client>) => Promise<R>): Promise<R> => {
    const client = new Client({ url: `ldap://127.0.0.1:${port}` });
    try {
      await client.bind(admin.dn, admin.password);
      return await act(client);
    } finally {
      await client.unbind();
    }
  };
  return {
    url: `ldap://localhost:${port}`,
    tlsUrl: `ldaps://localhost:${tlsPort}`,
    certificate,
    baseDn,
    reader,
    add: (user, { name, mail, password, groups = [] }) =>
      asAdmin(async (client) => {
        const dn = `uid=${user},ou=people,${baseDn}`;
        await client.add(dn, { objectClass: ["inetOrgPerson"], uid: user, cn: name, sn: name, userPassword: password, ...(mail === undefined ? {} : { mail }) });
        for (const group of groups) {
          const groupDn = `cn=${group},ou=groups,${baseDn}`;
          const { searchEntries } = await client.search(`ou=groups,${baseDn}`, { filter: `(cn=${group})`, attributes: ["cn"] });
          if (searchEntries.length === 0) await client.add(groupDn, { objectClass: ["groupOfNames"], cn: group, member: [reader.dn, dn] });
          else await client.modify(groupDn, [new Change({ operation: "add", modification: new Attribute({ type: "member", values: [dn] }) })]);
        }
      }),
    leave: (user, group) => asAdmin((client) => client.modify(`cn=${group},ou=groups,${baseDn}`, [new Change({ operation: "delete", modification: new Attribute({ type: "member", values: [`uid=${user},ou=people,${baseDn}`] }) })])),
    remove: (user) => asAdmin((client) => client.del(`uid=${user},ou=people,${baseDn}`)),
    close: async () => {
      await endGroup(child);
      await remove();
    },
  };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
