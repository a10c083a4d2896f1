import type { operations } from '../../generated/checkout/paths.ts';
import { webhooks } from '../../generated/checkout/webhooks.ts';
import { WebhookVerificationError } from '../errors/webhook-verification-error.ts';
import type { BodyOf } from '../wire/operation-types.ts';
import { isTest, MAX_DEPTH } from './test-mark.ts';

type OrderPayload = BodyOf<operations['receiveOrderSnapshot']>;
type PaymentPayload = BodyOf<operations['receivePaymentStatus']>;
type RefundPayload = BodyOf<operations['receiveRefundStatus']>;

/** An order as webhooks carry it. */
export type SnapshotOrder = OrderPayload['order'];
/** A payment as such an order carries it. */
type SnapshotPayment = NonNullable<SnapshotOrder['payment_links'][number]['payments']>[number];

interface Event<Type, Name, Payload> {
  /** What the event is about. */
  readonly type: Type;
  /** What happened, without the leading `order.` of older names. */
  readonly name: Name;
  /** Whether this is a Test Mode payment, in which no money has moved. */
  readonly isTest: boolean;
  /** Names of amounts that Paysera sent as texts of digits. They were read as integers, as the document has them. */
  readonly drift?: readonly string[];
  /** The whole payload, for fields that are not typed here yet. */
  readonly payload: Payload;
}

/** The paid amount of an order changed: the order with its payment links and payments. */
export interface OrderWebhook
  extends Event<'order', OrderPayload['event']['name'], OrderPayload>,
    Pick<OrderPayload, 'order'> {}

/** The status of a payment changed. The payment may cover only part of the order: fetch the order. */
export interface PaymentWebhook
  extends Event<'payment', PaymentPayload['event']['name'], PaymentPayload>,
    Pick<PaymentPayload, 'order' | 'payment'> {}

/** The status of a refund changed. Paysera reports the refund in the field `payment`. */
export interface RefundWebhook
  extends Event<'refund', RefundPayload['event']['name'], RefundPayload>,
    Pick<RefundPayload, 'order' | 'payment'> {}

/** Anything else that Paysera signed, such as the distribution of a split payment. */
export interface UnknownWebhook extends Event<'unknown', string, unknown> {
  /** The `event.type` as sent. */
  readonly eventType: string;
}

/**
 * A verified event, discriminated by `type`. Known types have every field that the OpenAPI document requires. The
 * status is always spelled `canceled`, even when Paysera sends `cancelled`.
 */
export type WebhookEvent = OrderWebhook | PaymentWebhook | RefundWebhook | UnknownWebhook;

// A BOM is kept so that it fails to parse as JSON: Paysera sends none.
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a body whose signature has been verified.
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
    // Most bodies are short and do not mention `is_test`, not even escaped.
    test = (text.length > 2 * MAX_DEPTH || text.includes('is_test') || text.includes('\\u00')) && isTest(payload);
  } catch {
    throw malformed('not UTF-8 JSON, or too deep');
  }
  const event = (payload as { event?: { type?: unknown; name?: unknown } } | null)?.event;
  const { type, name } = event ?? {};
  if (!isText(type) || !isText(name)) throw malformed('event.type or event.name is blank');
  const result: Partial<Record<string, unknown>> & Pick<UnknownWebhook, 'name' | 'isTest' | 'payload'> = {
    type,
    name: name.startsWith('order.') ? name.slice(6) : name,
    isTest: test,
    payload,
  };
  if (!Object.hasOwn(webhooks, type)) return { ...result, type: 'unknown', eventType: type };
  // Until its fields are checked, each part may be anything.
  const { order, payment } = payload as Partial<OrderPayload & PaymentPayload>;
  if (/cancelled|amount(_paid)?":\s*"\d/.test(text)) {
    const drift = [order, payment, ...paymentsOf(order ?? {})].flatMap(correct);
    if (drift.length > 0) result['drift'] = drift;
  }
  for (const field of webhooks[type as keyof typeof webhooks]) {
    const outer = field[0];
    const inner = field[1];
    const expected = field[2];
    const value = (payload as Record<string, Record<string, unknown> | null>)[outer]?.[inner];
    // Written inline: calls through a table are not inlined, and this runs for every field of every event.
    const isValid =
      expected === 'string'
        ? isText(value)
        : expected === 'integer'
          ? Number.isSafeInteger(value)
          : Array.isArray(value);
    if (!isValid) throw malformed(`${outer}.${inner} is not of type ${expected}`);
  }
  // Keeps the mark when the order is passed on without its event.
  if (test && order) order.is_test = true;
  // Assigned one by one, and the tuples above read by index: a spread or destructuring costs a tenth of the total time.
  result['order'] = order;
  if (payment) result['payment'] = payment;
  return result as unknown as WebhookEvent;
}

/** Spells a status and amounts as the document does. Returns the names of amounts that were texts of digits. */
function correct(holder: { status?: string } = {}): string[] {
  if (holder?.status === 'cancelled') holder.status = 'canceled';
  return ['amount', 'amount_paid', 'payment_amount'].filter((name) => {
    const value: unknown = Object(holder)[name];
    const isDigits = typeof value === 'string' && /^\d{1,15}$/.test(value);
    if (isDigits) Object.assign(holder, { [name]: Number(value) });
    return isDigits;
  });
}

/**
 * All payments of an order. Only `payment_links` is certain to be a list: `flat` accepts both a list and a single
 * value.
 *
 * @internal
 */
export function paymentsOf(order: Partial<SnapshotOrder>): (SnapshotPayment | undefined)[] {
  return [order.payment_links].flat().flatMap((link) => [link?.payments].flat());
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function malformed(what: string): WebhookVerificationError {
  return new WebhookVerificationError('malformed-payload', `Signed, but ${what}: update paysera-client.`);
}
