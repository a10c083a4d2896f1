/** A payment request with every field that is required. */
export const PAYMENT_REQUEST = {
  order_id: 'S-1',
  price: { amount: 999, currency: 'EUR' },
  description: 'd',
  payer: { email: 'a@b.c' },
  accept_url: 'https://m/a',
  cancel_url: 'https://m/c',
  callback_url: 'https://m/n',
};
