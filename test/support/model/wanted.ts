const AT_ONCE = { retry: { backoff: 0, gracePeriod: 0 }, validation: 'off', rateLimit: false } as const;
export const CHECKOUT = { ...AT_ONCE, clientId: 'c', clientSecret: 's' };
export const RECURRING = { ...AT_ONCE, macId: 'm', macKey: 'k', businessId: 'b' };
export const PURCHASE = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
export const CHARGE = {
  token: 'card-token',
  order_id: 'SUB-1',
  unique_identifier: 'SUB-1:2026-11',
  price: { amount: 999, currency: 'EUR' },
  description: 'Second month',
  payer: {},
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
};

const { unique_identifier, ...keyless } = CHARGE;
export const KEY: string = unique_identifier;
/** The same charge by a caller that gives no key. */
export const KEYLESS: Omit<typeof CHARGE, 'unique_identifier'> = keyless;

export const REFUND = { amount: 500, currency: 'EUR' };
