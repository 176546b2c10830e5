import type { Permission } from "../../contract/permissions.ts";
import type { Grant } from "../platform/work.ts";

/** Named rights narrow a token to them; where none is named it has all that its person has. */
export function grantsWithin(grants: readonly Grant[], scopes: readonly string[]): Grant[] {
  if (scopes.every((scope) => scope === "all" || scope === "read")) return [...grants];
  return grants.flatMap((grant) => {
    const permissions = new Set<Permission>([...grant.permissions].filter((permission) => scopes.includes(permission)));
    return permissions.size === 0 ? [] : [{ ...grant, permissions }];
  });
}

/** May a token with these scopes send this request at all? What is its person's own it changes only with `all`. */
export function sends(scopes: readonly string[], method: string, route: string): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS" || scopes.includes("all")) return true;
  return !scopes.includes("read") && !/^\/api\/v1\/me(\/|$)/.test(route);
}
