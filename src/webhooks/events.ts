import type { components } from '../../generated/checkout/paths.ts';
import { webhooks } from '../../generated/checkout/webhooks.ts';
import { WebhookVerificationError } from '../errors/webhook-verification-error.ts';
import { isTest, MAX_DEPTH } from './test-mark.ts';

type Schemas = components['schemas'];

interface Event<Type, Name, Payload> {
  /** What it is about. */
  readonly type: Type;
  /** What happened; a leading `order.` of older names is taken away. */
  readonly name: Name;
  /** A payment of Test Mode: no money has moved. */
  readonly isTest: boolean;
  /** The whole payload, for members that have no name here yet. */
  readonly payload: Payload;
}

/** The paid amount of an order changed: the order with its payment links and payments. */
export interface OrderWebhook
  extends Event<'order', Schemas['OrderEventName'], Schemas['OrderSnapshotEvent']>,
    Pick<Schemas['OrderSnapshotEvent'], 'order'> {}

/** The status of a payment changed. It may cover only a part of the order: read the order again. */
export interface PaymentWebhook
  extends Event<'payment', Schemas['StatusEventName'], Schemas['ThinPaymentEvent']>,
    Pick<Schemas['ThinPaymentEvent'], 'order' | 'payment'> {}

/** The status of a refund changed. Paysera keeps the name `payment` for what it reports. */
export interface RefundWebhook
  extends Event<'refund', Schemas['StatusEventName'], Schemas['ThinRefundEvent']>,
    Pick<Schemas['ThinRefundEvent'], 'order' | 'payment'> {}

/** Anything else that Paysera signed, such as the distribution of a split payment. */
export interface UnknownWebhook extends Event<'unknown', string, unknown> {
  /** The `event.type` as sent. */
  readonly eventType: string;
}

/**
 * A verified event. Decide by `type`; known ones hold what the OpenAPI document requires to act on them.
 * A status is spelled `canceled`, whichever way it was sent.
 */
export type WebhookEvent = OrderWebhook | PaymentWebhook | RefundWebhook | UnknownWebhook;

// A BOM is kept, so that it fails as JSON: Paysera sends none.
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a body whose signature holds.
 *
 * @internal
 */
export function readEvent(body: Uint8Array): WebhookEvent {
  let text: string;
  let payload: unknown;
  let test: boolean;
  try {
    text = utf8.decode(body);
    payload = JSON.parse(text);
    // Most texts are short and do not name the mark, not even in escapes.
    test = (text.length > 2 * MAX_DEPTH || text.includes('is_test') || text.includes('\\u00')) && isTest(payload);
  } catch {
    throw malformed('not UTF-8 JSON, or too deep');
  }
  const event = (payload as { event?: { type?: unknown; name?: unknown } } | null)?.event;
  const { type, name } = event ?? {};
  if (!isText(type) || !isText(name)) throw malformed('event.type or .name is blank');
  const read: Partial<Record<string, unknown>> & Pick<UnknownWebhook, 'name' | 'isTest' | 'payload'> = {
    type,
    name: name.startsWith('order.') ? name.slice(6) : name,
    isTest: test,
    payload,
  };
  if (!Object.hasOwn(webhooks, type)) return { ...read, type: 'unknown', eventType: type };
  for (const place of webhooks[type as keyof typeof webhooks]) {
    const outer = place[0];
    const inner = place[1];
    const expected = place[2];
    const value = (payload as Record<string, Record<string, unknown> | null>)[outer]?.[inner];
    // Spelled out: calls through a table are not inlined, and this runs for each place of each event.
    const holds =
      expected === 'string'
        ? isText(value)
        : expected === 'integer'
          ? Number.isSafeInteger(value)
          : Array.isArray(value);
    if (!holds) throw malformed(`${outer}.${inner} is no ${expected}`);
  }
  // Its type is known and every place of the table holds: from here on the document's types are true of it.
  const { order, payment } = payload as Schemas['OrderSnapshotEvent'] & Schemas['ThinPaymentEvent'];
  // So that the mark is there where the order is passed on alone.
  if (test) order.is_test = true;
  if (text.includes('cancelled')) {
    for (const holder of [order, payment, ...paymentsOf(order)]) {
      if (holder?.status === 'cancelled') holder.status = 'canceled';
    }
  }
  // Set one by one, and the places above read by index: a spread or a pattern costs a tenth of the whole.
  read['order'] = order;
  if (payment) read['payment'] = payment;
  return read as unknown as WebhookEvent;
}

/**
 * All payments of an order. Only the links are certain to be a list: `flat` takes lists apart, and leaves the rest.
 *
 * @internal
 */
export function paymentsOf(order: Partial<Schemas['SnapshotOrder']>): (Schemas['SnapshotPayment'] | undefined)[] {
  return [order.payment_links].flat().flatMap((link) => [link?.payments].flat());
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function malformed(what: string): WebhookVerificationError {
  return new WebhookVerificationError('malformed-payload', `Signed, but ${what}: update paysera-client.`);
}
