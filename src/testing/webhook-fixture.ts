import { assertKnown } from '../errors/known-options.ts';
import type { AmountInput } from '../money/amount.ts';
import { encodeAmounts } from '../money/minor-units.ts';
import type { WebhookSecret } from '../webhooks/secrets.ts';
import { type SignedWebhook, signWebhook } from '../webhooks/sign.ts';
import { fillExample } from './fill-example.ts';
import { exampleOf, type FixtureEvent, type FixturePayloads } from './fixture-events.ts';

/** What a fixture says. Whatever is left out is as in the example of Paysera's document. */
export interface WebhookFixtureOptions {
  /** Of the order, or of the payment or refund that the event is about, in minor units. */
  readonly amount?: AmountInput | undefined;
  /** How much of an order is paid, in minor units. Default: all of an order that is `paid` or `closed`, nothing of another. */
  readonly amountPaid?: AmountInput | undefined;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  /** The shop's own reference of the order: `merchant_order_id`. */
  readonly reference?: string | undefined;
  /** Paysera's id of the order: `orderId` of `createPayment`. */
  readonly orderId?: string | undefined;
  /** Paysera's id of the payment. */
  readonly paymentId?: string | undefined;
  /** Marks it as a payment of Test Mode. Default: no mark. */
  readonly isTest?: boolean | undefined;
  /** The OAuth client secret. With it, the delivery is signed. */
  readonly secret?: WebhookSecret | undefined;
}

const OPTIONS: readonly (keyof WebhookFixtureOptions)[] = [
  'amount',
  'amountPaid',
  'currency',
  'reference',
  'orderId',
  'paymentId',
  'isTest',
  'secret',
];

/** A delivery, with its payload as an object beside it. */
export interface WebhookFixture<Payload> extends SignedWebhook {
  readonly body: string;
  /** What `body` says, before it was serialized. */
  readonly payload: Payload;
}

type About<Event extends FixtureEvent> = Event extends `${infer Name extends keyof FixturePayloads}.${string}`
  ? Name
  : never;

/**
 * A webhook as Paysera would send it, for tests of your own handler: the example of Paysera's OpenAPI document, with your
 * values in each place that has them. Ids and times stay the same, so the same fixture twice is a delivery that was sent
 * again. Safe to retry: nothing is sent. Signed when a secret is given; without one, a handler must reject it.
 *
 * @throws {ConfigurationError} for an event or an option that does not exist.
 * @throws {InvalidAmountError} when an amount is not a whole number of minor units.
 * @example
 * const { body, headers } = await webhookFixture('order.paid', { amount: 1990, secret });
 * const response = await handler(new Request('https://shop.example/hooks', { method: 'POST', body, headers }));
 */
export async function webhookFixture<Event extends FixtureEvent>(
  event: Event,
  options: WebhookFixtureOptions = {},
): Promise<WebhookFixture<FixturePayloads[About<Event>]>> {
  assertKnown('webhookFixture', options, OPTIONS);
  const { about, status, payload } = exampleOf(event);
  const { secret } = options;
  const numbers = encodeAmounts(options, [
    { at: 'amount', as: 'integer' },
    { at: 'amountPaid', as: 'integer' },
  ]);
  // The form of a distribution is not documented: nothing in it is known to be an amount or an id.
  const filled = about === 'distribution' ? payload : fillExample(payload, status, numbers);
  const body = JSON.stringify(filled);
  const signed =
    secret === undefined ? { headers: { 'content-type': 'application/json' } } : await signWebhook({ body, secret });
  return { payload: JSON.parse(body), headers: signed.headers, body };
}
