import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonRow } from "../../../contract/organizations.ts";
import { call, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Lookup } from "../../ui/controls/lookup.tsx";
import { organizationQuery, organizationsQuery } from "../organizations/api.ts";
import { useRested } from "./rested.ts";

interface Around {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  optional: boolean;
  readOnly: boolean;
}
/** People by the words of a name, the beginning of an address or a phone; nobody where the reader may not look them up. */
export function usePeople(typed: string, desk: string | undefined) {
  const q = useRested(typed.trim());
  return useQuery({
    queryKey: ["people", "choices", q, desk],
    queryFn: ({ signal }) => call<{ items: PersonRow[] }>(`/people${query({ q, desk, limit: 8 })}`, { signal }),
    enabled: q.length > 1,
    staleTime: 15_000,
    retry: false,
  });
}

/** A person by their mail address, found by name, address or phone. */
export function PersonChoice({ value, onChange, onLeave, desk, ...around }: Around & { value: string; onChange: (email: string) => void; onLeave: (email: string) => void; desk: string | undefined }) {
  const found = usePeople(value, desk);
  const people = value.trim().length > 1 ? (found.data?.items ?? []).filter((one) => one.email !== null && one.email !== value) : [];
  return (
    <Lookup
      {...around}
      typed={value}
      onType={onChange}
      options={people.map((one) => ({ value: one.email ?? "", label: one.name || (one.email ?? ""), hint: [one.email, one.organization?.name].filter(Boolean).join(" · ") }))}
      onChoose={(email) => (onChange(email), onLeave(email))}
      onLeave={() => onLeave(value)}
    />
  );
}

/** An organization, found by its name. */
export function OrganizationChoice({ value, onChange, ...around }: Around & { value: number | null; onChange: (id: number | null) => void }) {
  const known = useQuery({ ...organizationQuery(value ?? 0), enabled: value !== null, retry: false });
  const name = value === null ? "" : (known.data?.name ?? (known.isError ? `#${value}` : ""));
  // null: nobody types, its name stands there
  const [typed, setTyped] = useState<string | null>(null);
  const q = useRested((typed ?? "").trim());
  const found = useInfiniteQuery({ ...organizationsQuery(q), enabled: q.length > 1 });
  const rows = typed === null || q.length < 2 ? [] : (found.data?.pages[0]?.items.slice(0, 8) ?? []);
  const leave = () => {
    if (typed !== null && typed.trim() === "" && value !== null) onChange(null);
    setTyped(null);
  };
  return (
    <Lookup
      {...around}
      placeholder={t("desk.organization.search")}
      typed={typed ?? name}
      onType={setTyped}
      options={rows.map((row) => ({ value: String(row.id), label: row.name, ...(row.domains.length > 0 ? { hint: row.domains.join(", ") } : {}) }))}
      nothing={typed !== null && q.length > 1 && q === typed.trim() && found.isSuccess && rows.length === 0}
      onChoose={(id) => (onChange(Number(id)), setTyped(null))}
      onLeave={leave}
    />
  );
}
