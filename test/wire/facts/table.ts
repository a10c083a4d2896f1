import type { OwnFact } from './own.ts';
import { CHECKOUT } from './own-checkout.ts';
import { RECURRING } from './own-recurring.ts';
import { SAMPLES } from './samples.ts';
import type { Api } from './schema.ts';

type Type = 'string' | 'integer' | 'object';
type Place = readonly [page: string, line: number];

/** A fact of a guide page. `facts.test.ts` and `failures.test.ts` exercise each kind. */
export type Fact =
  | { kind: 'sends'; at: Place; api: Api; id: string; field: string; type: Type; required?: true; max?: number }
  | { kind: 'filters'; at: Place; id: string; name: string }
  | { kind: 'answers'; at: Place; api: Api; id: string; status: 200 | 201; field: string; type: Type }
  | { kind: 'is at'; at: Place; api: Api; id: string; method: string; path: string }
  | { kind: 'status'; at: Place; api: Api; status: number; code?: string }
  | { kind: 'error'; at: Place; api: Api; code: string; status: number }
  | { kind: 'order status'; at: Place; status: string }
  | { kind: 'header'; at: Place; name: string }
  | OwnFact;

const LINK = 'create-payment-link';
const ORDERS = 'payment-orders';
const GUIDE = 'api-integration-guide';
const REQUEST = 'create-payment-request';
const BASICS = 'recurring-billing-fundamentals';

const sends = (
  page: string,
  api: Api,
  id: string,
  rows: readonly [number, string, Type, ('required' | number)?, number?][],
) =>
  rows.map(([line, field, type, ...rules]): Fact => {
    const max = rules.find((rule) => typeof rule === 'number');
    return {
      kind: 'sends',
      at: [page, line],
      api,
      id,
      field,
      type,
      ...(rules.includes('required') && { required: true }),
      ...(typeof max === 'number' && { max }),
    };
  });
const answers = (page: string, api: Api, id: string, status: 200 | 201, rows: readonly [number, string, Type][]) =>
  rows.map(([line, field, type]): Fact => ({ kind: 'answers', at: [page, line], api, id, status, field, type }));

export const OWN: readonly OwnFact[] = [...SAMPLES, ...CHECKOUT, ...RECURRING];

export const FACTS: readonly Fact[] = [
  ...sends(LINK, 'checkout', 'createPaymentLink', [
    [12, 'order_id', 'string', 'required'],
    [13, 'name', 'string', 'required', 255],
    [14, 'experience.language', 'string', 'required'],
    [15, 'experience.payment_flow', 'string'],
    [16, 'purchase.amount', 'integer'],
    [17, 'lifetime', 'integer'],
    [18, 'payment_details.key', 'string'],
    [19, 'payment_details.purpose', 'string', 255],
    [20, 'payment_details.country_code', 'string'],
    [21, 'payer_information.name', 'string', 150],
    [22, 'payer_information.email', 'string'],
    [23, 'metadata', 'object'],
  ]),
  ...answers(LINK, 'checkout', 'createPaymentLink', 201, [
    [29, 'link_id', 'string'],
    [30, 'order_id', 'string'],
    [31, 'payment_URL', 'string'],
    [32, 'experience.language', 'string'],
    [33, 'experience.payment_flow', 'string'],
    [34, 'payment_details.key', 'string'],
    [35, 'payment_details.purpose', 'string'],
    [36, 'payment_details.country_code', 'string'],
    [37, 'purchase.amount', 'integer'],
    [38, 'payer_information.name', 'string'],
    [39, 'payer_information.email', 'string'],
    [40, 'expired_at', 'integer'],
    [41, 'created_at', 'integer'],
  ]),
  ...sends(ORDERS, 'checkout', 'createOrder', [
    [6, 'purchase.reference', 'string', 'required', 255],
    [9, 'metadata', 'object'],
    [10, 'redirect_urls', 'object'],
    [53, 'redirect_urls.success_url', 'string'],
    [54, 'redirect_urls.failure_url', 'string'],
    [55, 'redirect_urls.callback_url', 'string'],
    [59, 'purchase.amount', 'string'],
    [60, 'purchase.currency', 'string', 'required'],
  ]),
  ...answers(GUIDE, 'checkout', 'createOrder', 201, [
    [42, 'order_id', 'string'],
    [43, 'project_id', 'string'],
    [44, 'source', 'string'],
    [45, 'created_at', 'integer'],
    [47, 'purchase.reference', 'string'],
    [48, 'purchase.amount', 'integer'],
    [49, 'purchase.currency', 'string'],
  ]),
  ...answers(ORDERS, 'checkout', 'getOrder', 200, [
    [326, 'id', 'string'],
    [327, 'project_id', 'string'],
    [328, 'amount', 'integer'],
    [329, 'currency', 'string'],
    [330, 'status', 'string'],
    [331, 'reference', 'string'],
    [332, 'amount_paid', 'integer'],
    [333, 'balance_due', 'integer'],
    [334, 'callback_url', 'string'],
    [335, 'success_url', 'string'],
    [336, 'fail_url', 'string'],
    [337, 'source', 'string'],
    [338, 'created_at', 'integer'],
    [339, 'updated_at', 'integer'],
  ]),
  ...[
    [348, 'status[]'],
    [349, 'amount'],
    [349, 'amount_gte'],
    [349, 'amount_lte'],
    [350, 'amount_paid'],
    [350, 'amount_paid_gte'],
    [350, 'amount_paid_lte'],
    [351, 'currency[]'],
    [352, 'created_at_gte'],
    [352, 'created_at_lte'],
    [353, 'q'],
    [355, 'limit'],
  ].map(
    ([line, name]): Fact => ({ kind: 'filters', at: [ORDERS, Number(line)], id: 'listOrders', name: String(name) }),
  ),
  ...sends(ORDERS, 'checkout', 'updateOrder', [
    [377, 'reference', 'string', 255],
    [378, 'amount', 'string'],
    [379, 'currency', 'string'],
  ]),
  ...answers(ORDERS, 'checkout', 'updateOrder', 200, [[382, 'order_id', 'string']]),
  ...sends(REQUEST, 'recurring-billing', 'createPaymentRequest', [
    [32, 'business_id', 'string', 'required'],
    [33, 'order_id', 'string', 'required'],
    [34, 'price', 'object', 'required'],
    [35, 'description', 'string', 'required'],
    [36, 'method_key', 'string'],
    [37, 'payer', 'object', 'required'],
    [38, 'locale', 'string'],
    [39, 'accept_url', 'string', 'required'],
    [40, 'cancel_url', 'string', 'required'],
    [41, 'callback_url', 'string', 'required'],
    [42, 'token_strategy', 'string'],
  ]),
  ...answers(REQUEST, 'recurring-billing', 'createPaymentRequest', 200, [
    [73, 'id', 'string'],
    [74, 'status', 'string'],
    [75, 'authorization_url', 'string'],
    [76, 'order_id', 'string'],
    [77, 'price', 'object'],
    [79, 'price.currency', 'string'],
    [81, 'description', 'string'],
    [82, 'created_at', 'string'],
  ]),
  ...answers(BASICS, 'recurring-billing', 'getPaymentRequest', 200, [
    [39, 'status', 'string'],
    [40, 'price_paid', 'object'],
    [42, 'price_paid.currency', 'string'],
    [44, 'issued_token', 'string'],
  ]),
  ...(
    [
      [GUIDE, 21, 'checkout', 'createAccessToken', 'POST', '/auth/realms/Paysera/protocol/openid-connect/token'],
      [GUIDE, 27, 'checkout', 'listPaymentMethods', 'GET', '/checkout-project/integration/v1/methods'],
      [LINK, 2, 'checkout', 'createPaymentLink', 'POST', '/checkout-payment-link/integration/v1/payment-links'],
      [ORDERS, 19, 'checkout', 'createOrder', 'POST', '/merchant-order/integration/v1/orders'],
      [ORDERS, 20, 'checkout', 'getOrder', 'GET', '/merchant-order/integration/v1/orders/{id}'],
      [ORDERS, 21, 'checkout', 'listOrders', 'GET', '/merchant-order/integration/v1/orders'],
      [ORDERS, 22, 'checkout', 'updateOrder', 'PATCH', '/merchant-order/integration/v1/orders/{id}'],
      [REQUEST, 7, 'recurring-billing', 'createPaymentRequest', 'POST', '/checkout/rest/v1/payment-requests'],
      [BASICS, 11, 'recurring-billing', 'listNotifications', 'GET', '/notification/rest/v1/notifications'],
    ] as const
  ).map(([page, line, api, id, method, path]): Fact => ({ kind: 'is at', at: [page, line], api, id, method, path })),
  ...[400, 401, 403, 404, 429, 500].map(
    (status, index): Fact => ({ kind: 'status', at: [GUIDE, 67 + index], api: 'checkout', status }),
  ),
  ...[400, 401, 403, 404, 406, 409, 500].map(
    (status, index): Fact => ({ kind: 'status', at: [BASICS, 63 + index], api: 'recurring-billing', status }),
  ),
  ...(
    [
      ['invalid_request', 400],
      ['invalid_parameters', 400],
      ['invalid_state', 409],
      ['unauthorized', 401],
      ['forbidden', 403],
      ['not_found', 404],
      ['not_acceptable', 406],
      ['internal_server_error', 500],
    ] as const
  ).map(
    ([code, status], index): Fact => ({
      kind: 'error',
      at: [BASICS, 87 + index],
      api: 'recurring-billing',
      code,
      status,
    }),
  ),
  ...['pending_payment', 'paid', 'canceled', 'closed'].map(
    (status, index): Fact => ({ kind: 'order status', at: [ORDERS, 27 + index], status }),
  ),
  ...['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'].map(
    (name, index): Fact => ({ kind: 'header', at: [GUIDE, 78 + index], name }),
  ),
  ...OWN,
];

/** The facts of a kind. */
export const factsOf = <Kind extends Fact['kind']>(kind: Kind) =>
  FACTS.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
/** Rows for `describe.each`, each under the place in the guide and a name. */
export const named = <F extends Fact>(facts: readonly F[], name: (fact: F) => string) =>
  facts.map((fact) => [`${fact.at.join(':')} ${name(fact)}`, fact] as const);
