/** Which of the two APIs. */
export type Api = 'checkout' | 'recurring';

/** What merchants want in these tests. */
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

export const REFUND = { amount: 500, currency: 'EUR' };
