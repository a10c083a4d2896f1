import type {
  CallOptions,
  CapturePaymentRequest,
  Checkout,
  CreateOrder,
  CreatePaymentLink,
  CreatePaymentRequest,
  CreateRefund,
  RecurringBilling,
  StartPayment,
  UpdateOrder,
  UpdatePaymentLink,
} from '../../../src/index.ts';

type Example = Record<string, unknown>;

/** The two clients, and the token endpoint as `createTokenSource` asks it. */
export interface Clients {
  readonly checkout: Checkout;
  readonly recurring: RecurringBilling;
  token(prefer: string, accept: string): Promise<string>;
}

/** How an operation is called through the public client, and what of its answer the caller sees. */
export interface Row {
  call(clients: Clients, body: Example, options: CallOptions, id: string): PromiseLike<unknown>;
  /**
   * The request that an example of a success answers, where the client compares them: static examples do not echo what
   * was sent.
   */
  asked?(
    example: Example,
    bodies: Readonly<Record<string, Example>>,
  ): { readonly id?: string; readonly body?: Example };
  /** The example of the document as the caller sees it; as it is when left out. */
  seen?(example: Example): unknown;
  readonly params?: { readonly path?: Example; readonly query?: Example };
  /** Which example of the request body goes out. Default: the first. */
  readonly body?: string;
  /** What goes out for a document without examples of the request, as one of Paysera's own may be. */
  readonly unexampled?: Example;
  /** Examples of a success that the client refuses all the same, with the error's name. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** The id of what a call is about. */
export const ID = 'a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a';
const path = { id: ID };

function cursorPage({ items, cursor, has_more }: Example): Example {
  return { items, cursor: cursor ?? undefined, has_more };
}

function afterPage({ items, _metadata }: Example): Example {
  const { has_next, cursors } = _metadata as { has_next?: boolean; cursors?: { after?: string } };
  return { items, cursor: cursors?.after, has_more: has_next ?? false };
}

function withoutNulls(fields: Example): Example {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Operation by operation. One that is missing here turns the run red. */
export const rows: Readonly<Record<string, Row>> = {
  createAccessToken: {
    call: ({ token }, _, { headers = {} }) => token(headers['Prefer'] ?? '', headers['Accept'] ?? ''),
    seen: ({ access_token }) => access_token,
  },
  listSigningKeys: {
    call: ({ checkout }, _, options) =>
      checkout.request('GET', '/auth/realms/Paysera/protocol/openid-connect/certs', options),
  },
  listOrders: {
    call: ({ checkout }, _, options) => checkout.orders.list({ status: ['paid', 'closed'], amount_gte: 1 }, options),
    seen: cursorPage,
    params: { query: { 'status[]': ['paid', 'closed'], amount_gte: 1 } },
  },
  createOrder: {
    call: ({ checkout }, body, options) => checkout.orders.create(body as CreateOrder, options),
    asked: ({ purchase }) => ({ body: { purchase: withoutNulls(purchase as Example) } }),
    unexampled: { purchase: { reference: 'ORDER-001', amount: '1000', currency: 'EUR' } },
  },
  getOrder: { call: ({ checkout }, _, options) => checkout.orders.get(ID, options), params: { path } },
  updateOrder: {
    call: ({ checkout }, body, options, id) => checkout.orders.update(id, body as UpdateOrder, options),
    asked: ({ order_id }) => ({ id: String(order_id) }),
    params: { path },
    unexampled: { reference: 'ORDER-002' },
  },
  listPaymentLinks: {
    call: ({ checkout }, _, options) => checkout.paymentLinks.list({ limit: 2 }, options),
    seen: cursorPage,
    params: { query: { limit: 2 } },
  },
  createPaymentLink: {
    call: ({ checkout }, body, options) => checkout.paymentLinks.create(body as CreatePaymentLink, options),
    asked: ({ order_id, purchase }, { guide }) => {
      const { amount } = (purchase ?? {}) as Example;
      return { body: { ...guide, order_id, purchase: withoutNulls({ amount: amount ?? null }) } };
    },
    unexampled: {
      ...{ order_id: ID, name: 'Order #001', experience: { language: 'en' }, purchase: { amount: 1000 } },
    },
  },
  getPaymentLink: { call: ({ checkout }, _, options) => checkout.paymentLinks.get(ID, options), params: { path } },
  updatePaymentLink: {
    call: ({ checkout }, body, options, id) => checkout.paymentLinks.update(id, body as UpdatePaymentLink, options),
    asked: ({ id }) => ({ id: String(id) }),
    params: { path },
    unexampled: { name: 'Order #002' },
  },
  cancelPaymentLink: {
    call: ({ checkout }, _, options) => checkout.paymentLinks.cancel(ID, options),
    params: { path },
  },
  listPaymentMethods: {
    call: ({ checkout }, _, options) => checkout.paymentMethods.list({ amount: 1000, currency: 'EUR' }, options),
    params: { query: { amount: 1000, currency: 'EUR' } },
  },
  listPayments: {
    call: ({ checkout }, _, options) => checkout.payments.list({ limit: 2 }, options),
    seen: cursorPage,
    params: { query: { limit: 2 } },
  },
  getPayment: { call: ({ checkout }, _, options) => checkout.payments.get(ID, options), params: { path } },
  getRefundEligibility: {
    call: ({ checkout }, _, options) => checkout.payments.refundEligibility(ID, options),
    params: { path: { paymentId: ID } },
  },
  createRefund: {
    call: ({ checkout }, body, options) => checkout.payments.refund(ID, body as CreateRefund, options),
    params: { path: { paymentId: ID } },
    unexampled: { amount: 1000, currency: 'EUR' },
  },
  getProject: { call: ({ checkout }, _, options) => checkout.project.get(options) },
  listWebsites: {
    call: ({ checkout }, _, options) => checkout.project.websites({ referrer: 'https://shop.example' }, options),
    params: { query: { referrer: 'https://shop.example' } },
  },
  listPaymentRequests: {
    call: ({ recurring }, _, options) => recurring.paymentRequests.list({ status: 'captured', limit: 2 }, options),
    seen: afterPage,
    params: { query: { status: 'captured', limit: 2 } },
  },
  createPaymentRequest: {
    call: ({ recurring }, body, options) => recurring.paymentRequests.create(body as CreatePaymentRequest, options),
    asked: ({ order_id }, { minimal }) => ({ body: { ...minimal, order_id } }),
    // `"999.00"` where `999` was sent may be another amount: the money is not to move.
    refused: { decimalEcho: 'AmountMismatchError' },
  },
  getPaymentRequest: {
    call: ({ recurring }, _, options) => recurring.paymentRequests.get(ID, options),
    params: { path },
  },
  getPaymentRequestPublicInfo: {
    call: ({ recurring }, _, options) => recurring.paymentRequests.publicInfo(ID, options),
    params: { path },
  },
  setPaymentRequestEmail: {
    call: ({ recurring }, { email }, options) => recurring.paymentRequests.setEmail(ID, email as string, options),
    params: { path },
  },
  setPaymentRequestMissingEmail: {
    call: ({ recurring }, { email }, options) =>
      recurring.paymentRequests.setMissingEmail(ID, email as string, options),
    params: { path },
  },
  listPaymentRequestMethods: {
    call: ({ recurring }, _, options) => recurring.paymentRequests.methods(ID, { limit: 2 }, options),
    seen: afterPage,
    params: { path, query: { limit: 2 } },
  },
  startPayment: {
    call: ({ recurring }, body, options) => recurring.paymentRequests.startPayment(ID, body as StartPayment, options),
    params: { path },
  },
  authorizePaymentRequest: {
    call: ({ recurring }, { token }, options, id) => recurring.paymentRequests.authorize(id, token as string, options),
    asked: ({ id }) => ({ id: String(id) }),
    params: { path },
  },
  capturePaymentRequest: {
    call: ({ recurring }, body, options, id) =>
      recurring.paymentRequests.capture(id, body as CapturePaymentRequest, options),
    // The whole price was captured.
    asked: ({ id }, { all = {} }) => ({ id: String(id), body: all }),
    params: { path },
  },
  cancelPaymentRequest: {
    call: ({ recurring }, _, options) => recurring.paymentRequests.cancel(ID, options),
    params: { path },
  },
  listNotifications: {
    call: ({ recurring }, _, options) => recurring.notifications.list({ status: 'new', limit: 2 }, options),
    seen: afterPage,
    params: { query: { status: 'new', limit: 2 } },
  },
  getNotification: {
    call: ({ recurring }, _, options) => recurring.notifications.get(ID, options),
    params: { path: { notification_id: ID } },
  },
  markNotificationRead: {
    call: ({ recurring }, _, options) => recurring.notifications.markRead(ID, options),
    params: { path: { notification_id: ID } },
  },
};
