import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { directories, type LdapSettings } from "../../contract/sign-on.ts";
import { personByAddress, profileOf } from "../people/index.ts";
import { query } from "../platform/db.ts";
import { systemActor } from "../platform/work.ts";
import { makeCertificate } from "../platform/smtp/certificate.ts";
import { useServer } from "../testing/http.ts";
import { startActiveDirectory, type ActiveDirectory } from "../testing/peers/active-directory.ts";
import { startSlapd, type Slapd } from "../testing/peers/slapd.ts";
import { readAccess } from "./access.ts";
import { createAdminLink, ensureAdministrator } from "./actions.ts";
import { inFilter } from "./ldap.ts";
import { ask, askLink, cookieOf, everythingStored, goodPassword, makePerson, signIn } from "./testing.ts";

const server = useServer();
const rows = <R>(sql: string, values: readonly unknown[] = []): Promise<R[]> => query<R>(server.current.database.db, sql, values);
let slapd: Slapd;
let domain: ActiveDirectory;
let boss = "";
let settings: LdapSettings;
const secret = "lector-secreto";

beforeAll(async () => {
  slapd = await startSlapd();
  domain = await startActiveDirectory();
  await slapd.add("mgarcia", { name: "Marta García", mail: "Marta.Garcia@airline.example", password: "vuelo-azul", groups: ["Mostrador", "Todos"] });
  await slapd.add("sinrol", { name: "Sin Rol", mail: "sinrol@airline.example", password: "vuelo-azul", groups: ["Todos"] });
  await slapd.add("sincorreo", { name: "Sin Correo", password: "vuelo-azul", groups: ["Mostrador"] });
  settings = {
    kind: "ldap", name: "Red de la empresa", url: slapd.url, startTls: true, certificates: slapd.certificate, bindDn: slapd.reader.dn, baseDn: slapd.baseDn,
    userFilter: "(|(uid={user})(mail={user}))", idAttribute: "entryUUID", mailAttribute: "mail", nameAttribute: "cn", groupFilter: "",
    groups: [{ group: "Mostrador", desk: "ventas", role: "agente" }],
  };
}, 60_000);
afterAll(() => Promise.all([slapd.close(), domain.close()]));
beforeEach(async () => {
  await rows("delete from throttles");
  if (boss !== "") return;
  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email: "boss@airline.example", password: null }));
  await makePerson(server.current, "boss@airline.example", { password: goodPassword });
  boss = await signIn(server.current, "boss@airline.example");
  const saved = await save({});
  expect([saved.statusCode, saved.json().hasSecret, saved.body.includes(secret)]).toEqual([200, true, false]);
});

const save = (some: Partial<LdapSettings>, more: object = { secret }) => ask(server.current, { method: "PUT", url: "/sign-on-providers/red", payload: { settings: { ...settings, ...some }, ...more }, cookie: boss });
const enter = (user: string, password: string, ip?: string) => ask(server.current, { method: "POST", url: "/sign-on/red", payload: { user, password }, ...(ip === undefined ? {} : { ip }) });
const rolesOf = (email: string) => rows<{ role: string }>("select r.key as role from grants g join roles r on r.id = g.role_id join addresses a on a.person_id = g.person_id where a.address = $1 order by 1", [email]).then((all) => all.map((one) => one.role));

test("L3 staff sign in with their network account: known by its address the first time, with the roles of its groups", async () => {
  const offer = (await ask(server.current, { url: "/sign-on" })).json();
  expect(offer).toEqual({ providers: [{ key: "red", kind: "ldap", name: "Red de la empresa" }], step: null });
  const first = await enter("mgarcia", "vuelo-azul");
  expect(first.json()).toMatchObject({ email: "marta.garcia@airline.example", name: "Marta García", hasPassword: false, desks: [{ key: "ventas" }] });
  // by address, too, and it is the same person
  expect((await enter(" marta.garcia@airline.example", "vuelo-azul")).json().email).toBe("marta.garcia@airline.example");
  expect(await rows("select from external_accounts")).toHaveLength(1);
  expect(await rows("select data from events where type in ('session.started', 'agent.roles-changed') order by id desc limit 3")).toEqual([
    { data: { how: "ldap", provider: "red", ip: "127.0.0.1" } },
    { data: { how: "ldap", provider: "red", ip: "127.0.0.1" } },
    { data: { personId: expect.any(Number), from: [], to: ["agente"], handover: null } },
  ]);
  expect(await everythingStored(server.current)).not.toContain("vuelo-azul");
});

test("wrong password, unknown name, an empty one and a filter in the name answer alike and open nothing", async () => {
  const tries = [["mgarcia", "otra"], ["nadie", "vuelo-azul"], ["*", "vuelo-azul"], ["mgarcia)(uid=*", "vuelo-azul"], ["mgarcia", " "]] as const;
  const answers = await Promise.all(tries.map(([user, password]) => enter(user, password)));
  for (const answer of answers) {
    expect([answer.statusCode, answer.json().key, answer.cookies]).toEqual([401, "session.directory-refused", []]);
    expect(answer.json()).toEqual(answers[0]?.json());
  }
  expect((await enter("mgarcia", "")).statusCode).toBe(400);
  expect(inFilter("a*b(c)\\d\0")).toBe("a\\2ab\\28c\\29\\5cd\\00");
  for (let n = 0; n < 12; n += 1) await enter("mgarcia", "otra");
  // however the name is written, it is the directory's same account
  for (const user of ["MGarcia", "m\u00adgarcia", "mgarci\u0301a", "ｍｇａｒｃｉａ", "\u200bmgarcia "]) expect([user, (await enter(user, "vuelo-azul")).statusCode]).toEqual([user, 429]);
});

test("who has no role here, no address, or another's account is told so, and gets nothing", async () => {
  const noRole = await enter("sinrol", "vuelo-azul");
  expect([noRole.statusCode, noRole.json().key, cookieOf(noRole)]).toEqual([403, "session.account-role", undefined]);
  expect(await rows("select from addresses where address = 'sinrol@airline.example'")).toEqual([]);
  expect((await enter("sincorreo", "vuelo-azul")).json().key).toBe("session.account-address");
  // the address of somebody who left is given to somebody new: the old one's rights are not
  await slapd.add("otra", { name: "Otra Marta", mail: "marta.garcia@airline.example", password: "vuelo-azul", groups: ["Mostrador"] });
  expect((await enter("otra", "vuelo-azul")).json().key).toBe("session.account-taken");
  await slapd.remove("otra");
});

test("who leaves a group loses its role at the next sign-in, not the roles that colleagues gave; who leaves the company is out within half a day", async () => {
  await slapd.add("luis", { name: "Luis", mail: "luis@airline.example", password: "vuelo-azul", groups: ["Mostrador", "Jefes"] });
  await rows("insert into roles (desk_id, key, labels, permissions, position) select id, 'jefe', '{}', '{ticket.see}', 9 from desks on conflict do nothing");
  expect((await save({ groups: [...settings.groups, { group: `cn=jefes, ou=groups,${slapd.baseDn}`, desk: "ventas", role: "jefe" }] })).statusCode).toBe(422);
  await rows("select pg_notify('ventanilla_config', 'ventas')");
  await expect.poll(async () => (await save({ groups: [...settings.groups, { group: `cn=jefes, ou=groups,${slapd.baseDn}`, desk: "ventas", role: "jefe" }] })).statusCode).toBe(200);
  await enter("luis", "vuelo-azul");
  expect(await rolesOf("luis@airline.example")).toEqual(["agente", "jefe"]);
  await slapd.leave("luis", "Jefes");
  await enter("luis", "vuelo-azul");
  expect(await rolesOf("luis@airline.example")).toEqual(["agente"]);
  await rows("update grants g set provider_id = null from addresses a where a.person_id = g.person_id and a.address = 'luis@airline.example'");
  await slapd.leave("luis", "Mostrador");
  await enter("luis", "vuelo-azul");
  expect(await rolesOf("luis@airline.example")).toEqual(["agente"]);

  const cookie = cookieOf(await enter("luis", "vuelo-azul"))?.value;
  await slapd.remove("luis");
  server.current.clock.advance("PT11H");
  expect((await ask(server.current, { url: "/me", cookie })).statusCode).toBe(200);
  server.current.clock.advance("PT1H1M");
  expect((await ask(server.current, { url: "/me", cookie })).statusCode).toBe(401);
  boss = await signIn(server.current, "boss@airline.example");
});

test("L3 Active Directory: by account or principal name, roles by groups within groups, and its words for who is kept out", async () => {
  const active: Partial<LdapSettings> = {
    name: "Dominio", url: domain.url, startTls: false, certificates: "", bindDn: domain.reader.name, baseDn: domain.baseDn, ...directories["active-directory"],
    groups: [{ group: "Aeropuerto", desk: "ventas", role: "agente" }],
  };
  const put = (some: Partial<LdapSettings>) => ask(server.current, { method: "PUT", url: "/sign-on-providers/dominio", payload: { settings: { ...settings, ...active, ...some }, secret: domain.reader.password }, cookie: boss });
  expect((await put({})).statusCode).toBe(200);
  const come = (user: string, password = domain.password) => ask(server.current, { method: "POST", url: "/sign-on/dominio", payload: { user, password } });
  for (const user of ["jperez", "JPerez@air.example", "juan.perez@airline.example"]) expect((await come(user)).json()).toMatchObject({ email: "juan.perez@airline.example", name: "Pérez, Juan (Quito)", desks: [{ key: "ventas" }] });
  expect(await rows("select subject from external_accounts a join sign_on_providers p on p.id = a.provider_id where p.key = 'dominio'")).toEqual([{ subject: domain.guid.toString("hex") }]);

  const wrong = await come("jperez", "otra");
  const answers = async (user: string, password?: string) => {
    const { statusCode, body } = await come(user, password);
    return [statusCode, JSON.parse(body).key];
  };
  expect(await answers("debe.cambiar")).toEqual([403, "session.directory-password-expired"]);
  expect(await answers("caducada")).toEqual([403, "session.directory-password-expired"]);
  expect(await answers("desactivada")).toEqual([403, "session.directory-account-closed"]);
  // a stranger learns of none of these: neither by a wrong password, nor by many
  expect((await come("desactivada", "otra")).json()).toEqual(wrong.json());
  expect((await come("bloqueada")).json()).toEqual(wrong.json());
  const told = await rows<{ data: { address: string; reason: string } }>("select data from events where type = 'session.refused' and data->>'provider' = 'dominio' order by id");
  expect(told.map(({ data }) => `${data.address} ${data.reason}`)).toEqual(["jperez password", "debe.cambiar password-expired", "caducada password-expired", "desactivada account-closed", "desactivada password", "bloqueada locked"]);
});

test("colleagues whom the directory keeps come in by it alone; the link of the terminal remains, and every try is on record", async () => {
  const email = "sola@airline.example";
  await slapd.add("sola", { name: "Sola", mail: email, password: "vuelo-azul", groups: ["Mostrador"] });
  await makePerson(server.current, email, { password: goodPassword, role: "agente" });
  const byPassword = () => ask(server.current, { method: "POST", url: "/session", payload: { email, password: goodPassword } });
  const [link, before] = [await askLink(server.current, email, "sign-in", null), cookieOf(await byPassword())?.value];
  const byDirectory = cookieOf(await enter("sola", "vuelo-azul"))?.value;
  expect((await byPassword()).statusCode).toBe(200);
  expect((await save({ only: true })).statusCode).toBe(200);

  // who came in by a password is out at once; who came by the directory stays
  await expect.poll(async () => (await ask(server.current, { url: "/me", cookie: before })).statusCode).toBe(401);
  expect((await ask(server.current, { url: "/me", cookie: byDirectory })).statusCode).toBe(200);
  const inWords = { status: 403, key: "session.directory-only", title: expect.stringContaining("Red de la empresa") };
  expect((await byPassword()).json()).toMatchObject(inWords);
  expect((await ask(server.current, { method: "POST", url: "/session", payload: { email, password: "otra" } })).json().key).toBe("session.refused");
  const reset = await askLink(server.current, email, "password", null);
  for (const [token, payload] of [[link, {}], [reset, { password: "otra ventana azul" }]] as const) {
    expect((await ask(server.current, { url: `/sign-in-links/${token}` })).json().state).toBe("directory");
    expect((await ask(server.current, { method: "POST", url: `/sign-in-links/${token}`, payload })).json()).toMatchObject(inWords);
  }
  expect((await ask(server.current, { method: "PUT", url: "/me/password", payload: { current: goodPassword, password: "otra ventana azul" }, cookie: byDirectory })).json()).toMatchObject(inWords);
  expect((await rows("select from events where type = 'session.refused' and data->>'reason' = 'directory-only'")).length).toBe(3);
  // H12 a colleague sees why; no mail is offered that would not help
  const [who] = await rows<{ id: number }>("select person_id as id from addresses where address = $1", [email]);
  const { db } = server.current.database;
  const chief = await profileOf(db, (await personByAddress(db, "boss@airline.example"))?.id ?? 0);
  if (chief === null) throw new Error("no administrator");
  const seen = await readAccess(db, { ...chief, kind: "person", email: chief.address, via: "test" }, who?.id ?? 0, server.current.clock.now());
  expect(seen).toMatchObject({ state: "directory", directory: "Red de la empresa", hasPassword: true, can: { invite: false } });
  // others sign in as ever, and so does she once the company says so
  expect((await ask(server.current, { url: "/me", cookie: boss })).statusCode).toBe(200);
  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email, password: null }));
  const made = await server.current.transact(systemActor("cli"), (work) => createAdminLink(work, email));
  expect((await ask(server.current, { method: "POST", url: `/sign-in-links/${made?.path.split("/").at(-1)}`, payload: {} })).json().email).toBe(email);
  expect((await save({})).statusCode).toBe(200);
  expect((await byPassword()).statusCode).toBe(200);
});

test("trying the settings says which step fails and looks somebody up; the kept password goes to no other server", async () => {
  const trial = (some: Partial<LdapSettings>, more: object = {}) => ask(server.current, { method: "POST", url: "/sign-on-providers/red/trial", payload: { settings: { ...settings, ...some }, ...more }, cookie: boss }).then((answer) => answer.json());
  expect(await trial({}, { user: "mgarcia" })).toMatchObject({ failed: null, account: { name: "Marta García", email: "Marta.Garcia@airline.example", groups: expect.arrayContaining(["Mostrador"]), roles: [{ desk: "ventas", role: "agente" }] } });
  expect(await trial({ groupFilter: "(&(objectClass=groupOfNames)(member={dn}))" }, { user: "mgarcia" })).toMatchObject({ account: { roles: [{ role: "agente" }] } });
  expect((await trial({}, { user: "nadie" })).failed).toBe("account");
  expect((await trial({}, { secret: "mal" })).failed).toBe("sign-in");
  expect((await trial({ certificates: "" }, { secret })).failed).toBe("certificate");
  // encrypted from the first byte; another authority's certificate is refused, and said to be
  const stranger = makeCertificate("localhost", new Date()).cert;
  expect(await trial({ url: slapd.tlsUrl, startTls: false }, { secret, user: "mgarcia" })).toMatchObject({ failed: null, account: { name: "Marta García" } });
  for (const url of [slapd.url, slapd.tlsUrl]) {
    const refused = await trial({ url, certificates: stranger }, { secret });
    expect([url, refused.failed, refused.detail]).toEqual([url, "certificate", expect.stringMatching(/certificate/i)]);
  }
  expect((await trial({ url: slapd.tlsUrl.replace("localhost", "127.0.0.1") }, { secret })).failed).toBe("certificate");
  // a door without TLS, and none at all behind it
  expect((await trial({ url: slapd.url.replace("ldap:", "ldaps:") }, { secret })).failed).toBe("connection");
  expect((await save({ certificates: "no certificate" })).json()).toMatchObject({ key: "provider.certificates", path: "/settings/certificates" });
  // the certificate is another host's
  expect((await trial({ url: slapd.url.replace("localhost", "127.0.0.1") }, { secret })).failed).toBe("certificate");
  expect((await trial({ baseDn: "dc=elsewhere" })).failed).toBe("search");
  expect((await trial({ url: "ldap://localhost:1" }, { secret })).failed).toBe("connection");
  expect((await trial({ url: "ldap://evil.example" })).key).toBe("provider.secret-missing");
  expect((await save({ url: "ldap://evil.example" }, {})).json()).toMatchObject({ key: "provider.secret-missing", path: "/secret" });
  expect((await save({ userFilter: "(uid=*)" })).json()).toMatchObject({ key: "provider.user-filter", path: "/settings/userFilter" });
  expect((await save({ groups: [{ group: "*", desk: null, role: "administrator" }] })).json()).toMatchObject({ key: "provider.everybody-administers", path: "/settings/groups/0" });
  // where the key that sealed it is lost, it is asked for again, and nobody comes in meanwhile
  await save({});
  await rows("update sign_on_providers set secret = decode(repeat('7f', 60), 'hex') where key = 'red'");
  expect((await ask(server.current, { url: "/sign-on-providers", cookie: boss })).json().items).toContainEqual(expect.objectContaining({ key: "red", hasSecret: false }));
  expect((await enter("sinrol", "vuelo-azul", "198.51.100.7")).json().key).toBe("session.directory-away");
  expect((await save({}, {})).json().key).toBe("provider.secret-missing");
  expect((await save({})).json().hasSecret).toBe(true);
  expect((await rows<{ all: string }>("select string_agg(p::text || e.all, '') as all from sign_on_providers p, (select string_agg(data::text, '') as all from events) e"))[0]?.all).not.toContain(secret);
});

test("a directory that is away says so; one that is removed lets nobody in and signs out who came by it", async () => {
  await save({ groups: settings.groups });
  const cookie = cookieOf(await enter("mgarcia", "vuelo-azul"))?.value;
  await rows("update sign_on_providers set settings = settings || '{\"url\": \"ldap://localhost:1\"}'");
  expect((await enter("mgarcia", "vuelo-azul")).json()).toMatchObject({ status: 503, key: "session.directory-away" });
  expect((await ask(server.current, { method: "DELETE", url: "/sign-on-providers/red", cookie: boss })).statusCode).toBe(204);
  expect((await enter("mgarcia", "vuelo-azul")).statusCode).toBe(404);
  await expect.poll(async () => (await ask(server.current, { url: "/me", cookie })).statusCode).toBe(401);
  expect(await rolesOf("marta.garcia@airline.example")).toEqual([]);
});
