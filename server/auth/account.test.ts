import { beforeAll, describe, expect, it } from "vitest";
import { useApp } from "../testing/factories.ts";
import { browserOf, linkMailedTo, setPassword } from "./testing.ts";

const t = useApp();
const jefa = "jefa@hotel.example";
beforeAll(async () => {
  await t.current.desk({ statusMails: true, passwordPolicy: { minLength: 8, minDigits: 2, lettersAndDigits: true } });
  await t.current.grant(jefa, "ventas", "jefa");
});

const noticesTo = async (address: string) => (await t.current.rows<{ subject: string }>("select content->>'subject' as subject from deliveries where to_address = $1 and letter = 'access-changed' order by id", [address])).map(({ subject }) => subject);

describe("T8 at a person's first request", () => {
  it("they are registered, invited once, and choose a password by the desk's policy; the user name is their address", async () => {
    const open = (subject: string) => t.current.as(jefa)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject, body: "Bună ziua", requester: { email: "ioana@client.example", name: "Ioana Pop" } } });
    expect((await open("Factura")).status).toBe(201);
    await t.current.runJobs();
    const token = await linkMailedTo(t.current, "ioana@client.example");
    expect((await open("Otra factura")).status).toBe(201);
    await t.current.runJobs();
    // the second mail brings none: she was invited
    expect(await linkMailedTo(t.current, "ioana@client.example")).toBeNull();
    const seen = (await t.current.anyone(`/sign-in-links/${token}`)).json();
    expect(seen).toMatchObject({ purpose: "password", state: "valid", email: "ioana@client.example", passwordPolicy: { minLength: 8, minDigits: 2, lettersAndDigits: true } });
    const use = (password: string) => t.current.anyone({ method: "POST", url: `/sign-in-links/${token}`, payload: { password } });
    expect((await use("gradina mare")).json()).toMatchObject({ key: "password.needs-digits", path: "/password" });
    expect((await use("mare74!!")).json().key).toBe("password.too-few-letters");
    expect((await use("gradin74")).status).toBe(200);
    const ioana = await browserOf(t.current, "ioana@client.example", "gradin74");
    expect((await ioana("/tickets?q=involves:me")).json().items.map((one: { subject: string }) => one.subject).toSorted()).toEqual(["Factura", "Otra factura"]);
    // in the portal of this desk its policy holds; anywhere else the usual one
    const change = (body: object) => ioana({ method: "PUT", url: "/me/password", payload: { current: "gradin74", ...body } });
    expect((await change({ password: "copac582" })).json().key).toBe("password.too-short");
    expect(await noticesTo("ioana@client.example")).toEqual([]);
    expect((await change({ password: "copac582", desk: "ventas" })).status).toBe(204);
    // ASVS 2.2.3: whoever's hand it was, she learns of it; of the first one she needs no word
    expect(await noticesTo("ioana@client.example")).toEqual(["Su contraseña ha cambiado"]);
  });

  it("the portal says what is asked for before it is chosen, and staff of the desk are asked for it everywhere", async () => {
    expect((await t.current.anyone("/desks/ventas")).json().passwordPolicy).toEqual({ minLength: 8, minDigits: 2, lettersAndDigits: true });
    expect((await t.current.as(jefa)("/me")).json().passwordPolicy).toEqual({ minLength: 8, minDigits: 2, lettersAndDigits: true });
    const part = "/desks/ventas/configuration/general";
    const general = (await t.current.as(jefa)(part)).json();
    expect((await t.current.as(jefa)({ method: "PUT", url: part, payload: { ...general, passwordPolicy: { minLength: 4, minDigits: 0 } } })).status).toBe(400);
    expect((await t.current.as(jefa)("/desks/ventas/export")).text).toContain("passwordPolicy:");
  });
});

/** The secret of the proof that was mailed to an address. */
const proofFor = async (address: string): Promise<string> => {
  await t.current.runJobs();
  const [mail] = await t.current.rows<{ text: string }>("select content->>'text' as text from deliveries where to_address = $1 and letter = 'confirm-address' order by id desc limit 1", [address]);
  return /\/address\/([\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? expect.fail(`no proof was mailed to ${address}`);
};
const proofs = async (address: string) => (await t.current.rows("select from deliveries where to_address = $1 and letter = 'confirm-address'", [address])).length;

describe("several addresses of one person", () => {
  it("become one on proof: the requests, the ways of writing and of signing in of both", async () => {
    const mine = (await t.current.ticket("ana@casa.example", { subject: "Desde casa" })).number;
    const work = (await t.current.ticket("ana@trabajo.example", { subject: "Desde el trabajo", cc: ["jefe@trabajo.example"] })).number;
    const asked = await t.current.as(jefa)({ method: "POST", url: `/tickets/${work}/approvals`, payload: { person: "ana@trabajo.example", question: "¿Se puede?" } });
    await t.current.as(jefa)({ method: "PATCH", url: `/tickets/${work}`, payload: { status: "en-espera" } });
    await t.current.runJobs();
    const [mail] = await t.current.rows<{ stop: string }>("select substring(d::text from '[0-9]+[.][0-9]+[.][A-Za-z0-9_-]{24}') as stop from deliveries d where to_address = 'ana@trabajo.example' and d::text like '%/notifications/%' limit 1");
    expect(mail?.stop).toMatch(/^\d/);
    for (const email of ["ana@casa.example", "ana@trabajo.example"]) await setPassword(t.current, email);
    const [home, office] = [await browserOf(t.current, "ana@casa.example"), await browserOf(t.current, "ana@trabajo.example")];
    expect((await home({ method: "POST", url: "/me/addresses", payload: { email: "Ana@Trabajo.example", desk: "ventas" } })).status).toBe(202);
    const token = await proofFor("ana@trabajo.example");
    const proof = (caller = home) => caller(`/address-proofs/${token}`).then((answer) => answer.json());
    expect(await proof()).toEqual({ state: "valid", email: "ana@trabajo.example", askedBy: { name: "Ana", email: "ana@casa.example" }, yours: true });
    // neither a click in the mail nor knowing the link is enough: both belong together
    expect((await proof(office)).yours).toBe(false);
    expect((await office({ method: "POST", url: `/address-proofs/${token}` })).json().key).toBe("address.another-asked");
    expect((await t.current.anyone({ method: "POST", url: `/address-proofs/${token}` })).status).toBe(401);
    expect((await home(`/tickets/${work}`)).status).toBe(404);

    const done = await home({ method: "POST", url: `/address-proofs/${token}` });
    expect(done.json().items).toEqual([{ email: "ana@casa.example", primary: true, verified: false }, { email: "ana@trabajo.example", primary: false, verified: true }]);
    expect((await home("/tickets?q=involves:me")).json().items.map((one: { number: number }) => one.number).toSorted()).toEqual([mine, work].toSorted());
    // who they were is signed in nowhere any more; their address now leads to the one account
    expect((await office("/me")).status).toBe(401);
    await expect(browserOf(t.current, "ana@trabajo.example", "no es la contraseña")).rejects.toThrow("401");
    expect((await (await browserOf(t.current, "ana@trabajo.example"))("/me")).json().email).toBe("ana@casa.example");
    await t.current.runJobs();
    expect(await noticesTo("ana@casa.example")).toEqual(["Se añadió una dirección a su cuenta"]);
    expect((await proof()).state).toBe("used");
    expect((await home({ method: "POST", url: `/address-proofs/${token}` })).status).toBe(410);
    // what was asked of the one, by mail or in person, is asked of the other
    expect(asked.status).toBe(201);
    expect((await home("/approvals")).json().items).toHaveLength(1);
    expect((await t.current.anyone({ method: "PUT", url: `/notification-choices/${mail?.stop}`, payload: { wanted: false } })).json()).toMatchObject({ number: work, wanted: false });
    expect(await t.current.rows("select from opt_outs where ticket_id = $1 and person_id = (select person_id from addresses where address = 'ana@casa.example')", [work])).toHaveLength(1);
    const row = (await t.current.as(jefa)(`/tickets/${work}/page`)).json();
    expect(row.ticket.requester.email).toBe("ana@casa.example");
  });

  it("answers the same whosever the address is, and mails no proof to colleagues or to ourselves", async () => {
    await t.current.ticket("luz@casa.example");
    await t.current.ticket("vecina@casa.example");
    await setPassword(t.current, "luz@casa.example");
    const luz = await browserOf(t.current, "luz@casa.example");
    const claim = (email: string) => luz({ method: "POST", url: "/me/addresses", payload: { email, desk: "ventas" } });
    const answers = [];
    for (const email of ["vecina@casa.example", "nadie@casa.example", jefa]) answers.push(await claim(email));
    for (const answer of answers) expect([answer.status, answer.text]).toEqual([202, answers[0]?.text]);
    await t.current.runJobs();
    expect(await Promise.all(["vecina@casa.example", "nadie@casa.example", jefa].map(proofs))).toEqual([1, 1, 0]);
    expect((await claim("ventas@hotel.example")).json()).toMatchObject({ status: 422, path: "/email" });
    await claim("otra@casa.example");
    await claim("mas@casa.example");
    expect((await claim("demasiadas@casa.example")).status).toBe(429);
    // a link that is too old says so, and changes nothing
    const token = await proofFor("nadie@casa.example");
    t.current.clock.advance("P1D");
    expect((await luz(`/address-proofs/${token}`)).json().state).toBe("expired");
    expect((await luz({ method: "POST", url: `/address-proofs/${token}` })).status).toBe(410);
    expect((await t.current.anyone(`/address-proofs/${"A".repeat(43)}`)).json()).toEqual({ state: "unknown", email: null, askedBy: null, yours: false });
  });

  it("can be chosen and taken off again, but for the one that is written to; colleagues' are not theirs to change", async () => {
    const luz = await browserOf(t.current, "luz@casa.example");
    await luz({ method: "POST", url: "/me/addresses", payload: { email: "nueva@casa.example", desk: "ventas" } });
    await luz({ method: "POST", url: `/address-proofs/${await proofFor("nueva@casa.example")}` });
    expect((await luz({ method: "DELETE", url: "/me/addresses/luz@casa.example" })).json().key).toBe("address.primary");
    expect((await luz({ method: "PUT", url: "/me/addresses/nueva@casa.example/primary" })).status).toBe(204);
    expect((await luz("/me")).json().email).toBe("nueva@casa.example");
    // told where they were written to until now
    expect((await noticesTo("luz@casa.example")).at(-1)).toBe("Ahora le escribimos a otra de sus direcciones");
    expect((await luz({ method: "DELETE", url: "/me/addresses/luz@casa.example" })).status).toBe(204);
    expect((await luz({ method: "DELETE", url: "/me/addresses/vecina@casa.example" })).status).toBe(404);
    expect((await luz("/me/addresses")).json().items).toEqual([{ email: "nueva@casa.example", primary: true, verified: true }]);
    await setPassword(t.current, jefa);
    const boss = await browserOf(t.current, jefa);
    expect((await boss("/me/addresses")).json().can).toEqual({ change: false });
    expect((await boss({ method: "POST", url: "/me/addresses", payload: { email: "x@casa.example", desk: "ventas" } })).status).toBe(403);
  });
});

describe("API tokens of one's own", () => {
  it("are told once, listed with when they were used, and revoked", async () => {
    const boss = await browserOf(t.current, jefa);
    const made = await boss({ method: "POST", url: "/me/tokens", payload: { name: "Informes", scopes: ["read"], days: 30 } });
    const { token, id } = made.json();
    expect(made.status).toBe(201);
    expect(await noticesTo(jefa)).toEqual(["Se creó un token de API para su cuenta"]);
    expect(token).toMatch(/^vt_[\w-]{43}$/);
    const own = async () => (await boss("/me/tokens")).json().items.find((one: { id: string }) => one.id === id);
    expect(await own()).toMatchObject({ name: "Informes", scopes: ["read"], usedAt: null });
    expect(JSON.stringify(await own())).not.toContain(token);
    const asProgram = (method: "GET" | "POST", url: string) => t.current.anyone({ method, url, headers: { authorization: `Bearer ${token}` }, ...(method === "POST" ? { payload: { name: "otro", scopes: ["all"], days: null } } : {}) });
    expect((await asProgram("GET", "/me")).status).toBe(200);
    expect((await own()).usedAt).toBe(t.current.clock.now().toString());
    // whoever finds the browser open an hour later makes no lasting way in: neither a token, nor a first password
    const guest = await browserOf(t.current, "ana@casa.example");
    t.current.clock.advance("PT31M");
    expect((await boss({ method: "POST", url: "/me/tokens", payload: { name: "otro", scopes: ["read"], days: 30 } })).json().key).toBe("session.too-old");
    await t.current.rows("delete from passwords p using addresses a where a.person_id = p.person_id and a.address = 'ana@casa.example'");
    expect((await guest({ method: "PUT", url: "/me/password", payload: { password: "otra ventana azul" } })).json().key).toBe("session.too-old");
    await setPassword(t.current, "ana@casa.example");
    // a token makes no token
    expect((await asProgram("POST", "/me/tokens")).json().key).toBe("session.scope");
    const other = await browserOf(t.current, "ana@casa.example");
    expect((await other({ method: "DELETE", url: `/me/tokens/${id}` })).status).toBe(404);
    expect((await other({ method: "POST", url: "/me/tokens", payload: { name: "x", scopes: ["read"], days: null } })).status).toBe(403);
    expect((await boss({ method: "DELETE", url: `/me/tokens/${id}` })).status).toBe(204);
    expect(await own()).toBeUndefined();
    expect((await asProgram("GET", "/me")).status).toBe(401);
    const stored = JSON.stringify(await t.current.rows("select e.* from events e union all select e.* from events e")) + JSON.stringify(await t.current.rows("select * from tokens"));
    expect(stored).toContain("Informes");
    expect(stored).not.toContain(token.slice(3));
  });

  it("do only what they were made for, and never more than their person may", async () => {
    const boss = await browserOf(t.current, jefa);
    const program = async (...scopes: string[]) => {
      const { token } = (await boss({ method: "POST", url: "/me/tokens", payload: { name: scopes.join(" "), scopes, days: null } })).json();
      return (method: "GET" | "POST" | "PATCH", url: string, payload?: object) => t.current.anyone({ method, url, ...(payload === undefined ? {} : { payload }), headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
    };
    const { number } = await t.current.ticket("cliente@casa.example");
    const note = { kind: "note", body: "Nota" };
    const notes = await program("ticket.see", "ticket.note");
    expect([await notes("GET", `/tickets/${number}`), await notes("POST", `/tickets/${number}/messages`, note), await notes("POST", `/tickets/${number}/messages`, { kind: "reply", body: "Hola" }), await notes("GET", "/people?q=ana")]).toEqual([200, 201, 403, 403]);
    // nor what is its person's own, nor what its person may not
    expect(await notes("PATCH", "/me", { name: "Otra" })).toBe(403);
    expect(await (await program("installation.administer"))("GET", "/audit")).toBe(403);
    const reads = await program("read", "ticket.see");
    expect([await reads("GET", `/tickets/${number}`), await reads("POST", `/tickets/${number}/messages`, note)]).toEqual([200, 403]);
  });
});
