import { timingSafeEqual } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { labelIn, languages } from "../../contract/common.ts";
import type { NewDesk } from "../../contract/configuration.ts";
import type { Setup, SetupView } from "../../contract/setup.ts";
import { checkFirstPassword, createLink, ensureAdministrator } from "../auth/index.ts";
import { importDesk } from "../desks/index.ts";
import { createOrganization } from "../organizations/index.ts";
import { addressKey, administrators } from "../people/index.ts";
import { projectDir } from "../platform/config.ts";
import type { Db } from "../platform/db.ts";
import type { Language } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { installationSecret } from "../settings/index.ts";
import { installPresets } from "./install.ts";
import { readEmptyDesk, readPreset } from "./read.ts";

/**
 * The path of the set-up page, for the terminal; null once there is an administrator. Who can read the terminal may set
 * up, nobody else.
 */
export async function setupPath(db: Db): Promise<string | null> {
  if ((await administrators(db)).length > 0) return null;
  return `/desk/setup/${await token(db)}`;
}

const token = async (db: Db): Promise<string> => (await installationSecret(db, "setup")).toString("base64url");

/** @throws 404 with a wrong token, and for everybody once there is an administrator */
export async function checkSetup(db: Db, given: string): Promise<void> {
  const [expected, actual] = [Buffer.from(await token(db)), Buffer.from(given)];
  const right = expected.length === actual.length && timingSafeEqual(expected, actual);
  if (!right || (await administrators(db)).length > 0) throw notFound("page");
}

export function viewSetup(language: Language): SetupView {
  const names = readdirSync(path.join(projectDir, "presets"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    presets: names.sort().map((key) => {
      const { desk } = readPreset(key);
      return { key, name: labelIn(desk.labels, language, desk.language) };
    }),
  };
}

/** First administrator and first desk. Returns the path of a link that signs in. @throws 404, 422 */
export async function setUp(work: Work, input: Setup): Promise<{ link: string }> {
  await checkSetup(work.db, input.token);
  const { name, email, password } = input.administrator;
  checkFirstPassword(password, [name, email]);
  const personId = await ensureAdministrator(work, { email, name, password });
  if (input.company !== undefined) await createOrganization(work, { name: input.company, own: true });
  if (input.desk.kind === "preset") {
    const { preset } = input.desk;
    if (!viewSetup("en").presets.some(({ key }) => key === preset)) throw problem("request.invalid", 422, { path: "/desk/preset", params: { path: "/desk/preset" } });
    // its colleagues are the demonstration's: here one invites one's own
    await installPresets(work, [preset], { colleagues: false });
  } else {
    await makeDesk(work, input.desk);
  }
  const { path: link } = await createLink(work, { personId, address: null, purpose: "sign-in", occasion: "administrator", desk: null });
  return { link };
}

/** An empty desk, with what every desk begins with. Returns its key. @throws 409, 422 */
export async function makeDesk(work: Work, { name, address, language, timeZone }: NewDesk): Promise<string> {
  const { byKey, byAddress } = await work.desks.get();
  if (byAddress.has(addressKey(address))) throw problem("configuration.address-taken", 422, { params: { address }, path: "/address" });
  const wanted = keyFrom(name);
  const key = byKey.has(wanted) ? `${wanted}-${byKey.size + 1}` : wanted;
  if (byKey.has(key)) throw problem("configuration.key-twice", 409, { params: { key }, path: "/name" });
  await importDesk(work, {
    ...readEmptyDesk(),
    key,
    labels: { [language]: name },
    language,
    languages: [...languages],
    timeZone,
    hue: 210,
    addresses: [addressKey(address)],
  });
  return key;
}

/** A key of a name: `Atención al cliente` → `atencion-al-cliente`. */
export function keyFrom(name: string): string {
  const key = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return key === "" ? "desk" : key;
}
