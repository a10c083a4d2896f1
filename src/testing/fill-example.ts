import { fieldsOf } from '../wire/fields-of.ts';

/** What a fixture says, with its amounts as the wire has them. */
export interface FixtureValues {
  readonly amount?: unknown;
  readonly amountPaid?: unknown;
  readonly currency?: string | undefined;
  readonly reference?: string | undefined;
  readonly orderId?: string | undefined;
  readonly paymentId?: string | undefined;
  readonly isTest?: boolean | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The example of an order, a payment or a refund with other values, each in every place where the payload has it. */
export function fillExample(example: Fields, status: string, values: FixtureValues): Fields {
  const { amount, currency, reference, orderId, paymentId, isTest } = values;
  const { order, payment } = example;
  const ids = given({ paysera_order_id: orderId, merchant_order_id: reference });
  const mark = given({ is_test: isTest || undefined });
  if (!payment) {
    return { ...example, order: { ...fillOrder(fieldsOf(order), status, values), ...ids, ...mark } };
  }
  const own = { ...given({ id: paymentId, amount, currency }), ...mark, status };
  return { ...example, order: { ...fieldsOf(order), ...ids }, payment: { ...fieldsOf(payment), ...own } };
}

function fillOrder(order: Fields, status: string, values: FixtureValues): Fields {
  const { amount = order['amount'], currency, reference, paymentId, isTest } = values;
  const isPaid = status === 'paid' || status === 'closed';
  const { amountPaid = isPaid ? amount : 0 } = values;
  const payment = given({
    id: paymentId,
    purpose: reference,
    payment_currency: currency,
    payment_amount: amountPaid,
    is_test: isTest || undefined,
  });
  const links = listOf(order['payment_links']).map((link) => ({
    ...link,
    ...given({ name: reference }),
    payments: amountPaid === 0 ? [] : listOf(link['payments']).map((one) => ({ ...one, ...payment })),
  }));
  return { ...order, ...given({ currency }), status, amount, amount_paid: amountPaid, payment_links: links };
}

function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
