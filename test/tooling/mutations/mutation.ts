import type { Api, Loose } from '../documents.ts';

/** A vendor document with one difference from the committed one, and what it means for callers. */
export interface Mutation {
  readonly name: string;
  readonly api?: Api;
  readonly change: (document: Loose) => unknown;
  readonly verdict: 'none' | 'patch' | 'minor' | 'major';
  /** What the report says about it. */
  readonly message?: RegExp;
  /** Where callers meet it. */
  readonly side?: 'request' | 'response' | 'webhook' | 'error' | 'access' | 'document';
  /** The method of the client that it affects. */
  readonly method?: string;
}

export const ORDERS = '/merchant-order/integration/v1/orders';
export const PAYMENT_REQUESTS = '/checkout/rest/v1/payment-requests';

export const schema = (name: string, change: (schema: Loose) => unknown) => (d: Loose) =>
  change(d.components.schemas[name]);
export const parameter = (name: string, change: (parameter: Loose) => unknown) => (d: Loose) =>
  change(d.paths[ORDERS].get.parameters.find((listed: Loose) => listed.name === name));
export const without = (list: string[], name: string) => list.filter((item) => item !== name);
