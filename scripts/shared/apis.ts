/** The two APIs, by the names of their documents. */
export const APIS = ['checkout', 'recurring-billing'] as const;
export type Api = (typeof APIS)[number];
