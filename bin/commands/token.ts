import { configError } from "../../server/platform/config.ts";
import { systemActor } from "../../server/platform/work.ts";
import { readArguments, usageError, type Command } from "./command.ts";
import { withInstallation } from "./installation.ts";

const options = {
  email: { type: "string" },
  name: { type: "string", default: "command line" },
  scope: { type: "string", default: "all" },
  days: { type: "string" },
} as const;

export const command: Command = {
  usage: `create --email <address> [--name <text>] [--scope all|read|<right>] [--days <number>]
       ventanilla token list --email <address>
       ventanilla token revoke <id>`,
  async run([action = "", ...args]) {
    switch (action) {
      case "create":
        return create(args);
      case "list":
        return list(args);
      case "revoke":
        return revoke(args);
      default:
        throw usageError(action === "" ? "what shall be done is missing" : `'${action}' is not create, list or revoke`);
    }
  },
};

async function create(args: string[]): Promise<number> {
  const { values } = readArguments(args, options);
  const { email, name } = values;
  if (email === undefined) throw usageError("--email is missing");
  const { scopes } = await import("../../contract/access.ts");
  const scope = scopes.find((one) => one === values.scope);
  if (scope === undefined) throw usageError(`--scope is '${values.scope}'; expected one of ${scopes.join(", ")}`);
  const days = values.days === undefined ? undefined : Number(values.days);
  if (days !== undefined && !(Number.isInteger(days) && days > 0))
    throw usageError(`--days is '${values.days}'; expected a whole number above 0`);
  const { token } = await withInstallation((app) =>
    app.transact(systemActor("cli"), async (work) => {
      const { createToken } = await import("../../server/auth/index.ts");
      return createToken(work, { email, name, scopes: [scope], ...(days === undefined ? {} : { days }) });
    }),
  );
  // Only the token on standard output: TOKEN=$(ventanilla token create …)
  console.log(token);
  return 0;
}

async function list(args: string[]): Promise<number> {
  const { email } = readArguments(args, { email: options.email }).values;
  if (email === undefined) throw usageError("--email is missing");
  const tokens = await withInstallation(async ({ database, clock }) => {
    const [{ personByAddress }, { listTokens }] = await Promise.all([import("../../server/people/index.ts"), import("../../server/auth/index.ts")]);
    const person = await personByAddress(database.db, email);
    if (person === undefined) throw configError(`there is no person with the address ${email}`);
    return listTokens(database.db, person.id, clock.now().toString());
  });
  for (const { id, name, scopes: granted, createdAt, expiresAt } of tokens) {
    console.log(
      `${id}  ${granted.join(",")}  made ${createdAt.slice(0, 10)}  ${expiresAt === null ? "no end" : `until ${expiresAt.slice(0, 10)}`}  ${name}`,
    );
  }
  return 0;
}

async function revoke(args: string[]): Promise<number> {
  const [id = ""] = readArguments(args, {}, ["id"]).positionals;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw usageError(`'${id}' is no id; ventanilla token list shows them`);
  await withInstallation(async ({ transact }) => {
    const { revokeToken } = await import("../../server/auth/index.ts");
    await transact(systemActor("cli"), (work) => revokeToken(work, id));
  });
  return 0;
}
