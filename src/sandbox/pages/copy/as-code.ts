import { minorUnits } from '../../../money/minor-units.ts';
import { fieldsOf, isObject } from '../../../wire/fields-of.ts';
import { operations } from '../../documents/documents.ts';
import { type Exchange, isTruncated } from '../../http/exchanges.ts';

/** The client's method for each operation that has one. */
const METHODS: Readonly<Record<string, string>> = {
  createOrder: 'checkout.orders.create',
  getOrder: 'checkout.orders.get',
  listOrders: 'checkout.orders.list',
  updateOrder: 'checkout.orders.update',
  createPaymentLink: 'checkout.paymentLinks.create',
  getPaymentLink: 'checkout.paymentLinks.get',
  listPaymentLinks: 'checkout.paymentLinks.list',
  updatePaymentLink: 'checkout.paymentLinks.update',
  cancelPaymentLink: 'checkout.paymentLinks.cancel',
  listPaymentMethods: 'checkout.paymentMethods.list',
  getPayment: 'checkout.payments.get',
  listPayments: 'checkout.payments.list',
  getRefundEligibility: 'checkout.payments.refundEligibility',
  createRefund: 'checkout.payments.refund',
  getProject: 'checkout.project.get',
  listWebsites: 'checkout.project.websites',
  createPaymentRequest: 'recurring.paymentRequests.create',
  getPaymentRequest: 'recurring.paymentRequests.get',
  listPaymentRequests: 'recurring.paymentRequests.list',
  getPaymentRequestPublicInfo: 'recurring.paymentRequests.publicInfo',
  setPaymentRequestEmail: 'recurring.paymentRequests.setEmail',
  setPaymentRequestMissingEmail: 'recurring.paymentRequests.setMissingEmail',
  listPaymentRequestMethods: 'recurring.paymentRequests.methods',
  startPayment: 'recurring.paymentRequests.startPayment',
  authorizePaymentRequest: 'recurring.paymentRequests.authorize',
  capturePaymentRequest: 'recurring.paymentRequests.capture',
  cancelPaymentRequest: 'recurring.paymentRequests.cancel',
  listNotifications: 'recurring.notifications.list',
  getNotification: 'recurring.notifications.get',
  markNotificationRead: 'recurring.notifications.markRead',
};

/** The one field that a method takes in place of the whole body. */
const SINGLE_FIELD: Readonly<Record<string, string>> = {
  setPaymentRequestEmail: 'email',
  setPaymentRequestMissingEmail: 'email',
  authorizePaymentRequest: 'token',
};

/**
 * The call as code for this client; undefined for a call that the client makes by itself, such as for a token, and for
 * one whose body cannot be written as its argument.
 */
export function asCode({ operation, url, request }: Exchange): string | undefined {
  const method = METHODS[operation];
  const { path } = operations.find(({ id }) => id === operation) ?? {};
  if (method === undefined || path === undefined || isTruncated(request.body)) return undefined;
  const args: unknown[] = parametersOf(path, new URL(url).pathname);
  if (request.body !== '') {
    const body = bodyOf(request.body);
    if (body === undefined) return undefined;
    const field = SINGLE_FIELD[operation];
    args.push(field === undefined ? body : body[field]);
  } else {
    const query = queryOf(new URL(url).searchParams);
    if (Object.keys(query).length > 0) args.push(query);
  }
  const { 'idempotency-key': idempotencyKey } = request.headers;
  if (operation === 'createRefund' && idempotencyKey !== undefined) args.push({ idempotencyKey });
  return `const result = await ${method}(${args.map((argument) => literal(argument)).join(', ')});`;
}

function parametersOf(template: string, path: string): string[] {
  const parts = path.split('/');
  return template
    .split('/')
    .flatMap((part, place) => (part.startsWith('{') ? [decodeURIComponent(parts[place] ?? '')] : []));
}

/** The body with prices of Recurring Billing in minor units, as the client takes them. */
function bodyOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { price, capture_amount, ...body } = JSON.parse(text);
    const inMinorUnits = (money: unknown) => {
      const { amount, currency } = fieldsOf(money);
      return typeof amount === 'string' ? { ...fieldsOf(money), amount: minorUnits(amount, String(currency)) } : money;
    };
    if (price !== undefined) body.price = inMinorUnits(price);
    if (capture_amount !== undefined) body.capture_amount = inMinorUnits(capture_amount);
    return body;
  } catch {
    return undefined;
  }
}

const NUMBERS = /^(limit|offset|amount|created_at)/;

function queryOf(parameters: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    const [first] = values;
    if (name.endsWith('[]')) query[name.slice(0, -2)] = values;
    else query[name] = NUMBERS.test(name) ? Number(first) : first;
  }
  return query;
}

/** A value as people write it in code: keys without quotes where they need none. */
function literal(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, indent)).join(', ')}]`;
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value).map(
    ([name, one]) => `${inner}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)}: ${literal(one, inner)},\n`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}
