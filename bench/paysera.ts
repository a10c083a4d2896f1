import type { Validation } from '../src/index.ts';
import { BODY, ID, PAYMENT_REQUEST, PAYMENT_REQUEST_ID, type PaymentsApi } from './contender.ts';
import { type Ours, ours, overUndici } from './ours.ts';

/** This client with default options, except for the rate gate. */
export const paysera: PaymentsApi = withValidation('paysera-client', 'report');

/**
 * @param onEvent Without a listener, `validation: 'report'` does not validate.
 * @param load The build of this client.
 */
export function withValidation(
  name: string,
  validation: Validation,
  onEvent?: () => void,
  load: () => Promise<Ours> = ours,
): PaymentsApi {
  return {
    name,
    kind: 'ours',
    over: 'fetch',
    async connect(baseUrl, fetch = globalThis.fetch) {
      const { createCheckout } = await load();
      const { orders } = createCheckout({
        clientId: 'bench',
        clientSecret: 'bench-secret',
        baseUrl,
        fetch,
        validation,
        onEvent,
        // Otherwise the limit of 50 a minute would be all there is to measure.
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

/** This client with undici's `request` in place of `fetch`. */
export const payseraOverUndici: PaymentsApi = {
  ...paysera,
  name: 'paysera-client over undici.request',
  over: 'undici',
  connect: async (origin) => paysera.connect(origin, (await overUndici()).undiciFetch()),
};

/** This client for Recurring Billing, which signs each request with a MAC. */
export const payseraSigned: PaymentsApi = signedBy(ours);

/** @param load The build of this client. */
export function signedBy(load: () => Promise<Ours>): PaymentsApi {
  return {
    name: 'paysera-client, signed',
    kind: 'ours',
    over: 'fetch',
    async connect(baseUrl, fetch = globalThis.fetch) {
      const { createRecurringBilling } = await load();
      const { paymentRequests } = createRecurringBilling({
        macId: 'bench',
        macKey: 'bench-key-bench-key-bench-key-00',
        businessId: 'biz_1',
        // As many as the benchmark calls at once. With the default of 10, most of them would wait for others, which no peer does.
        concurrency: 50,
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
}
