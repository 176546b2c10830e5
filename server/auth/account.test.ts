import { beforeAll, describe, expect, it } from "vitest";
import { useApp } from "../testing/factories.ts";
import { browserOf, linkMailedTo } from "./testing.ts";

const t = useApp();
const jefa = "jefa@hotel.example";
beforeAll(async () => {
  await t.current.desk({ passwordPolicy: { minLength: 8, minDigits: 2, lettersAndDigits: true } });
  await t.current.grant(jefa, "ventas", "jefa");
});

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
    expect((await change({ password: "copac582", desk: "ventas" })).status).toBe(204);
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
