import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { publicOrigin, type SandboxContext, seconds } from '../context.ts';
import type { JsonRecord } from '../documents/documents.ts';
import { ApiFailure } from '../http/failure.ts';
import { type Handler, handler, okResult, omitUndefined } from '../http/handler.ts';
import type { Money, PaymentRequestRow } from '../store/rows.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { minorOf } from './money.ts';
import { offsetPage } from './page.ts';

const ECHOED = [
  'locale',
  'method_country',
  'contact_info',
  'information_request',
  'card_data_restriction',
  'affiliate_key',
  'parameters',
] as const;

export const createPaymentRequest: Handler = handler<BodyOf<operations['createPaymentRequest']>>(
  ({ body }, context) => {
    if (body.business_id !== context.credentials.businessId) {
      throw new ApiFailure(
        403,
        'forbidden',
        `business_id is ${JSON.stringify(body.business_id)}, which is not the business of these credentials`,
      );
    }
    if (minorOf(body.price as Money, 'price.amount', context) <= 0n)
      throw invalidParameter('price.amount', `Was ${JSON.stringify(body.price.amount)}; expected more than 0`);
    const time = seconds(context);
    if (body.valid_until !== undefined && body.valid_until <= time) {
      throw invalidParameter(
        'valid_until',
        `Was ${body.valid_until}, which is in the past (now: ${time}); expected Unix seconds`,
      );
    }
    replaceEarlier(context, body);
    const request: PaymentRequestRow = omitUndefined({
      id: context.ids.token(32),
      status: 'new' as const,
      business_id: body.business_id,
      order_id: body.order_id,
      unique_identifier: body.unique_identifier,
      price: echoOf(body.price as Money, context),
      valid_until: body.valid_until,
      description: body.description,
      method_key: body.method_key,
      payer: body.payer as Record<string, string>,
      accept_url: body.accept_url,
      cancel_url: body.cancel_url,
      callback_url: body.callback_url,
      token_strategy: body.token_strategy,
      echo: omitUndefined(Object.fromEntries(ECHOED.map((name) => [name, body[name]]))),
      created_at: time,
      updated_at: time,
    });
    saveRequest(context, request);
    return okResult(showRequest(context, request));
  },
);

export const getPaymentRequest: Handler = handler(({ params }, context) =>
  okResult(showRequest(context, requireRequest(context, params['id']))),
);

export const listPaymentRequests: Handler = handler(({ query }, context) => {
  const requests = context.tables.requests
    .all()
    .filter((request) =>
      (['business_id', 'status', 'method_key'] as const).every(
        (name) => query[name] === undefined || request[name] === query[name],
      ),
    );
  return okResult(offsetPage(requests, query, (request) => showRequest(context, request)));
});

export const getPaymentRequestPublicInfo: Handler = handler(({ params }, context) => {
  const { status, price, description, payer, echo } = requireRequest(context, params['id']);
  return okResult(
    omitUndefined({
      status,
      price,
      description,
      contact_info: echo['contact_info'],
      payer_email_present: payer['email'] !== undefined,
    }),
  );
});

export const setPaymentRequestEmail: Handler = handler<BodyOf<operations['setPaymentRequestEmail']>>(
  ({ params, body }, context) => {
    const request = requireRequest(context, params['id']);
    return okResult(showRequest(context, withEmail(context, request, body.email)));
  },
);

export const setPaymentRequestMissingEmail: Handler = handler<BodyOf<operations['setPaymentRequestMissingEmail']>>(
  ({ params, body }, context) => {
    const request = requireRequest(context, params['id']);
    if (request.payer['email'] !== undefined)
      throw new ApiFailure(409, 'invalid_state', 'The payment request already has an e-mail address');
    const { id, status, order_id, price, description, payer, created_at, updated_at } = showRequest(
      context,
      withEmail(context, request, body.email),
    );
    return okResult({ id, status, order_id, price, description, payer, created_at, updated_at });
  },
);

/** @throws {ApiFailure} 404 when there is none. */
export function requireRequest(context: SandboxContext, id: string | undefined): PaymentRequestRow {
  const request = context.tables.requests.get(id ?? '');
  if (!request) throw new ApiFailure(404, 'not_found', `There is no payment request ${JSON.stringify(id)}`);
  return request;
}

export function saveRequest(context: SandboxContext, request: PaymentRequestRow): PaymentRequestRow {
  context.tables.requests.put(request);
  context.events.emit({ type: 'payment-request', request });
  return request;
}

/** The payment request as the API returns it: times in ISO 8601, undefined fields omitted. */
export function showRequest(context: SandboxContext, request: PaymentRequestRow): JsonRecord {
  const { echo, created_at, updated_at, captured_at, ...fields } = request;
  return {
    ...fields,
    ...echo,
    authorization_url: `${publicOrigin(context)}/pay/${request.id}`,
    created_at: iso(created_at),
    updated_at: iso(updated_at),
    ...(captured_at !== undefined && { captured_at: iso(captured_at) }),
  };
}

export function iso(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

function withEmail(context: SandboxContext, request: PaymentRequestRow, email: string): PaymentRequestRow {
  return saveRequest(context, { ...request, payer: { ...request.payer, email }, updated_at: seconds(context) });
}

/** Applies the rules for `unique_identifier` and `order_id` to earlier requests. */
function replaceEarlier(context: SandboxContext, body: BodyOf<operations['createPaymentRequest']>): void {
  const isPaid = ({ status }: PaymentRequestRow) => status === 'captured' || status === 'authorized';
  const same =
    body.unique_identifier === undefined ? [] : context.tables.requests.by('unique_identifier', body.unique_identifier);
  if (same.some(isPaid)) {
    throw new ApiFailure(
      400,
      'payment_request_not_unique',
      `unique_identifier ${JSON.stringify(body.unique_identifier)} belongs to a paid payment request`,
    );
  }
  // Paysera requires a unique order_id for each payment, but does not document the error for a duplicate.
  if (context.tables.requests.by('order_id', body.order_id).some(isPaid)) {
    throw invalidParameter(
      'order_id',
      `${JSON.stringify(body.order_id)} belongs to a paid payment request; expected a new one for each payment`,
    );
  }
  for (const earlier of same) {
    if (earlier.status === 'new')
      saveRequest(context, { ...earlier, status: 'canceled', updated_at: seconds(context) });
  }
}

/** Paysera's own money code reads an integer as major units; the documentation suggests minor ones. The sandbox can do both. */
function echoOf(price: Money, context: SandboxContext): Money {
  if (context.settings.priceEcho === 'same' || typeof price.amount === 'string') return price;
  return { ...price, amount: `${price.amount}.00` };
}
