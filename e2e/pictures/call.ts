/** Calls the API: GET without a body, else POST or what is said; as the administrator, or as somebody else. */
export type Call = <T>(route: string, body?: unknown, how?: { as?: string; method?: string }) => Promise<T>;

/** Of the demonstration: its desk, and two who work there. */
export const desk = "hotel-sales";
export const admin = "admin@example.com";
export const colleague = "marta.soler@hoteles.example.com";
