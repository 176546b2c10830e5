import { Type, type Static } from "typebox";
import { query, type Db } from "../platform/db.ts";
import { checkOf } from "../platform/shape.ts";
import type { Sealing } from "../platform/sealing.ts";

/** What opens a mailbox: its password or refresh token, and the secret of the client that exchanges the token. */
const MailboxSecrets = Type.Object({ secret: Type.String(), clientSecret: Type.Optional(Type.String()) });
export type MailboxSecrets = Static<typeof MailboxSecrets>;
const areSecrets = checkOf(MailboxSecrets);

const sealedFor = (key: string): string => `mailbox ${key}`;

export const sealSecrets = (sealing: Sealing, key: string, secrets: MailboxSecrets): Buffer => sealing.seal(JSON.stringify(secrets), sealedFor(key));

/** null: there are none, or the installation's key is another by now: they must be typed in again. */
export function openSecrets(sealing: Sealing, { key, sealed }: { key: string; sealed: Buffer | null }): MailboxSecrets | null {
  const text = sealed === null ? null : sealing.open(sealed, sealedFor(key));
  if (text === null) return null;
  const secrets: unknown = JSON.parse(text);
  if (!areSecrets(secrets)) throw new Error("a mailbox's secrets are not complete");
  return secrets;
}

/** Seals what was kept before secrets were: at each start, and nothing is left to do from the second on. */
export async function sealPlainSecrets(db: Db, sealing: Sealing): Promise<void> {
  const rows = await query<{ id: number; key: string; plain: string; clientSecret: string | null }>(
    db,
    `select id, key, plain_secret as plain, connection->>'clientSecret' as "clientSecret" from mailboxes where plain_secret is not null`,
    [],
  );
  for (const { id, key, plain, clientSecret } of rows) {
    const sealed = sealSecrets(sealing, key, { secret: plain, ...(clientSecret === null ? {} : { clientSecret }) });
    await query(db, `update mailboxes set sealed = $2, plain_secret = null, connection = connection - 'clientSecret' where id = $1 and plain_secret = $3`, [id, sealed, plain]);
  }
}
