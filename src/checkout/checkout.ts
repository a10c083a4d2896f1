import { server, operations as table } from '../../generated/checkout/operations.ts';
import type { operations, paths } from '../../generated/checkout/paths.ts';
import { CachedTokens, type TokenOutcome } from '../auth/oauth.ts';
import type { Secret } from '../auth/secret.ts';
import type { TokenStore } from '../auth/token-store.ts';
import type { ApiClient } from '../runtime/call/api/api-client.ts';
import type { RequestMethod } from '../runtime/call/api/request.ts';
import { type AuthContext, createRuntime } from '../runtime/create-runtime.ts';
import { required } from '../runtime/environment.ts';
import type { ClientOptions } from '../runtime/options.ts';
import type { Intents } from '../runtime/recovery/recovery.ts';
import type { SealedTokens } from '../runtime/state/sealed-tokens.ts';
import { bearer } from '../runtime/transport/authentication.ts';
import { type CreatePaymentMethod, createCreatePayment } from './create-payment/create-payment.ts';
import { checkoutFacts } from './facts.ts';
import { createOrders, type Orders } from './orders.ts';
import { createPaymentLinks, type PaymentLinks } from './payment-links.ts';
import { createPaymentMethods, type PaymentMethods } from './payment-methods.ts';
import { createPayments, type Payments } from './payments.ts';
import { createProject, type Project } from './project.ts';

const validators = () => import('../../generated/checkout/validators.ts');

// Characters.
const MAX_TOKEN_RESPONSE = 65_536;

/** Options of `createCheckout`. */
export interface CheckoutOptions extends ClientOptions {
  /** Default: the environment variable `PAYSERA_CLIENT_ID`. */
  readonly clientId?: string | Secret | undefined;
  /** Default: the environment variable `PAYSERA_CLIENT_SECRET`. */
  readonly clientSecret?: string | Secret | undefined;
  /** Shares the access token among several processes. */
  readonly tokenStore?: TokenStore | undefined;
}

export const CHECKOUT_OPTIONS = ['clientId', 'clientSecret', 'tokenStore'] as const;

/** A Paysera Checkout client: orders, payment links, payments and refunds. */
export interface Checkout {
  /** What the payer owes. */
  readonly orders: Orders;
  /** Where the payer pays. */
  readonly paymentLinks: PaymentLinks;
  /** How the payer can pay. */
  readonly paymentMethods: PaymentMethods;
  /** What was paid, and refunds. */
  readonly payments: Payments;
  /** Whether the project can take payments. */
  readonly project: Project;
  /**
   * Creates an order and its payment link: the usual way to take a payment. Amount in minor units.
   *
   * When a response is lost, it looks up what happened and retries only what did not.
   * @throws {PaymentLinkMissingError} when the order was created but its link was not; `error.order` holds the order.
   * @throws whatever `orders.create` throws.
   * @example
   * const { paymentUrl } = await checkout.createPayment({
   *   purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
   *   redirect_urls: { callback_url: 'https://shop.example/webhook' },
   *   link: { experience: { language: 'lt' } },
   * });
   * @see https://developers.paysera.com/guides/checkout-modern/getting-started/your-first-payment
   */
  readonly createPayment: CreatePaymentMethod;
  /** Requests that were sent but never confirmed, even across a crash. Requires the option `intents`. */
  readonly intents: Intents;
  /**
   * The openapi-fetch client of the API, for operations that have no method yet. Amounts, credentials, retries, the
   * journal and response validation work as in the methods.
   *
   * The client's own pipeline is its `fetch`, which is called once per call, after every `onRequest` and before every
   * `onResponse`. Retries happen inside it, and each signs the request again. A call accepts `timeout`, `retry` and
   * `idempotencyKey` in addition to openapi-fetch's own options. As in openapi-fetch, an error status resolves with
   * `error`; a call that ends without a response rejects, as the methods do.
   * @see https://openapi-ts.dev/openapi-fetch/api
   */
  readonly api: ApiClient<paths>;
  /**
   * Calls an endpoint that is not in the OpenAPI document, with credentials, within the rate limit, and with the same
   * errors as any other call. Resolves with the parsed response. Retried when it only reads (GET, HEAD); any other
   * method is retried only if it was certainly not processed. Amounts are sent unchanged, in whatever unit that
   * endpoint expects.
   *
   * @throws {ConfigurationError} before anything is sent, when the method or the path is wrong.
   * @throws {OutcomeUnknownError} when no clear response came and it may have changed something. Its `resolve()` cannot
   * tell.
   * @example
   * await checkout.request('GET', '/merchant-order/integration/v2/disputes', { query: { limit: 10 } });
   * @see https://developers.paysera.com/guides/checkout-modern
   */
  readonly request: RequestMethod;
}

/**
 * Creates a Paysera Checkout client. Create one and reuse it: it holds the access token and the rate gate.
 *
 * @throws {ConfigurationError} when the credentials are missing.
 * @example
 * const checkout = createCheckout({ clientId, clientSecret });
 * const order = await checkout.orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } });
 * @see https://developers.paysera.com/guides/checkout-modern
 */
export function createCheckout(options: CheckoutOptions = {}): Checkout {
  const { call, api, request, origin, intents } = createRuntime<paths, operations>(
    { table, validators, server },
    options,
    {
      name: 'createCheckout',
      options: CHECKOUT_OPTIONS,
      gate: true,
      // A search may be ten seconds behind what was created.
      gracePeriod: 15_000,
      auth: 'oauth',
      authentication: (context) => {
        const clientId = required(options.clientId, 'clientId', 'PAYSERA_CLIENT_ID');
        const clientSecret = required(options.clientSecret, 'clientSecret', 'PAYSERA_CLIENT_SECRET');
        const tokens = tokenSource({ ...options, clientId, clientSecret }, context);
        return bearer(tokens, [clientId, clientSecret]);
      },
      facts: checkoutFacts,
      lookups: async () => (await import('./lookup/lookups.ts')).checkoutLookups,
    },
  );
  const orders = createOrders(call);
  const paymentLinks = createPaymentLinks(call, origin);
  return {
    orders,
    paymentLinks,
    paymentMethods: createPaymentMethods(call),
    payments: createPayments(call),
    project: createProject(call),
    createPayment: createCreatePayment({ orders, links: paymentLinks, origin, timeout: options.timeout }),
    intents,
    api,
    request,
  };
}

/** The token endpoint is an operation like the others, reached by the same transport. */
function tokenSource(
  options: CheckoutOptions & { readonly clientId: Secret; readonly clientSecret: Secret },
  { origin, clock, emit, transport }: AuthContext,
) {
  const operation = table.createAccessToken;
  const { clientId, clientSecret, tokenStore: store, state, timeout = 30_000, retry = {} } = options;
  let callId: string | undefined;
  const settings = {
    ...{ clientId, clientSecret, store },
    tokenUrl: origin + operation.path,
    now: clock.now,
    timeout,
    onToken(outcome: TokenOutcome) {
      emit('token', () => ({ ...(callId !== undefined && { callId }), ...outcome }));
      callId = undefined;
    },
    fetch: async (url: unknown, init?: RequestInit) => {
      const headers = Object.fromEntries(new Headers(init?.headers));
      const id = crypto.randomUUID();
      callId = id;
      const response = await transport({
        ...{
          callId: () => id,
          operation,
          method: operation.method,
          url: String(url),
          headers,
          body: String(init?.body),
        },
        ...{ signal: init?.signal ?? undefined, timeout, retry, idempotencyKey: undefined },
      });
      // The token source parses it again. A larger response has no token that would fit into a header.
      return new Response(response.raw.slice(0, MAX_TOKEN_RESPONSE), {
        status: response.status,
        headers: response.headers,
      });
    },
  };
  const tokens = store ? undefined : state?.tokens;
  // Loaded with the first token: most clients share none.
  const loadTurns = async (shared: SealedTokens) =>
    (await import('../runtime/state/on-demand.ts')).sharedTokens(shared, clientSecret, emit);
  return new CachedTokens(settings, tokens && (() => loadTurns(tokens)));
}
