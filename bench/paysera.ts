import type { Validation } from '../src/index.ts';
import { type Api, BODY, ID, PAYMENT_REQUEST, PAYMENT_REQUEST_ID } from './contender.ts';
import { ours, overUndici } from './ours.ts';

/** Ours, as installed, with its defaults but for the rate gate. */
export const paysera: Api = withValidation('paysera-client', 'report');

/** @param onEvent With nobody to tell, `'report'` does not look. */
export function withValidation(name: string, validation: Validation, onEvent?: () => void): Api {
  return {
    name,
    kind: 'ours',
    over: 'fetch',
    async connect(baseUrl, fetch = globalThis.fetch) {
      const { createCheckout } = await ours();
      const { orders } = createCheckout({
        clientId: 'bench',
        clientSecret: 'bench-secret',
        baseUrl,
        fetch,
        validation,
        onEvent,
        // 50 a minute would be all there is to measure.
        rateLimit: false,
      });
      return {
        get: () => orders.get(ID),
        create: () => orders.create(BODY),
        list: async () => await orders.list({ limit: 20 }),
      };
    },
  };
}

/** Ours with undici's `request` in the place of `fetch`: what its `fetch` option is good for on Node. */
export const payseraOverUndici: Api = {
  ...paysera,
  name: 'paysera-client over undici.request',
  over: 'undici',
  connect: async (origin) => paysera.connect(origin, (await overUndici()).undiciFetch()),
};

/** Ours against Recurring Billing: each request signed by MAC. */
export const payseraSigned: Api = {
  name: 'paysera-client, signed',
  kind: 'ours',
  over: 'fetch',
  async connect(baseUrl, fetch = globalThis.fetch) {
    const { createRecurringBilling } = await ours();
    const { paymentRequests } = createRecurringBilling({
      macId: 'bench',
      macKey: 'bench-key-bench-key-bench-key-00',
      businessId: 'biz_1',
      baseUrl,
      fetch,
      rateLimit: false,
    });
    return {
      get: () => paymentRequests.get(PAYMENT_REQUEST_ID),
      create: () => paymentRequests.create(PAYMENT_REQUEST),
      list: async () => await paymentRequests.list({ limit: 20 }),
    };
  },
};
