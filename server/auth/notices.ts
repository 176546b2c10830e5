import { portalUrl } from "../desks/index.ts";
import { queueDelivery, type LetterFacts } from "../mail-out/index.ts";
import { profileOf } from "../people/index.ts";
import { languageOf } from "../platform/i18n.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

type Told = "password.changed" | "address.added" | "address.chosen" | "second-factor.added" | "second-factor.removed" | "token.created";

const whats: Record<Told, LetterFacts["access-changed"]["what"]> = {
  "password.changed": "password",
  "address.added": "address-added",
  "address.chosen": "address-chosen",
  "second-factor.added": "factor-added",
  "second-factor.removed": "factor-removed",
  "token.created": "token-added",
};

/**
 * Tells somebody by mail that what they sign in with was changed, so that a stranger's hand is noticed; of another address, at
 * the one that they were written to before. A first password is what they came for, and needs no word.
 */
export async function tellOfChange(work: Work, event: RecordedEvent<Told>): Promise<void> {
  const { data, type } = event;
  if ("first" in data && data.first) return;
  const id = "personId" in data ? data.personId : work.actor.kind === "person" ? work.actor.id : null;
  const profile = id === null ? null : await profileOf(work.db, id);
  const to = "before" in data ? data.before : profile?.address;
  const desks = await work.desks.get();
  const home = profile?.grants.find(({ desk }) => desk !== null)?.desk ?? null;
  const desk = desks.byId.get(event.desk ?? home ?? 0) ?? desks.all[0];
  if (profile === null || profile.deactivated || to == null || desk === undefined) return;
  const page = profile.grants.length > 0 ? `${work.site.publicUrl}/desk/profile` : portalUrl(work.site, desk, "account");
  await queueDelivery(work, {
    desk,
    to: { name: profile.name, address: to, personId: profile.id },
    lang: languageOf(profile.locale ?? desk.language) ?? "en",
    letter: "access-changed",
    facts: { what: whats[type], address: "address" in data ? data.address : to, page },
  });
}
