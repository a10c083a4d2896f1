import type { components } from '../../../generated/recurring-billing/paths.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Handler, handler, ok, omitUndefined } from '../handler.ts';
import type { Money, PaymentRequestRow } from '../rows.ts';
import { methodsFor, REQUEST_METHODS } from './methods.ts';
import { notify } from './notifications.ts';
import { findRequest, invalid, saveRequest, showRequest } from './payment-requests.ts';

type Schemas = components['schemas'];

export const startPayment: Handler = handler<Schemas['StartPaymentRequest']>(({ params, body }, context) => {
  const request = payable(context, findRequest(context, params['id']));
  const key = String(body.method_key);
  if (!methodsFor(request).some((method) => method.key === key)) {
    throw invalid(
      'method_key',
      `Was ${JSON.stringify(key)}; expected one of ${methodsFor(request)
        .map((method) => method.key)
        .join(', ')}`,
    );
  }
  saveRequest(context, { ...request, method_key: key, updated_at: seconds(context) });
  return ok({
    type: 'redirect',
    flow_data: { redirect_url: `${context.origin}/pay/${request.id}`, gateway_key: 'sandbox' },
  });
});

export const authorizePaymentRequest: Handler = handler<Schemas['AuthorizeRequest']>(({ params, body }, context) => {
  const request = payable(context, findRequest(context, params['id']));
  const token = context.tables.tokens.get(body.token);
  // How Paysera words these two is not documented.
  if (!token)
    throw invalid('token', 'This token was never issued here; expected the issued_token of a captured payment request');
  if (token.revoked)
    throw invalid('token', 'This token is no longer valid; the customer has to pay interactively again');
  if (context.faults.take('authorizePaymentRequest', ['decline']))
    throw new Failure(409, 'invalid_state', 'The card was declined');
  const first = context.tables.requests.get(token.request_id);
  const paying = { ...request, method_key: token.method_key, payer: { ...first?.payer, ...request.payer } };
  const done = context.settings.autoCapture
    ? capture(context, paying)
    : saveRequest(context, { ...paying, status: 'authorized', updated_at: seconds(context) });
  return ok(showRequest(context, done));
});

export const capturePaymentRequest: Handler = handler<Schemas['CaptureRequest'] | undefined>(
  ({ params, body }, context) => {
    const request = findRequest(context, params['id']);
    if (request.status !== 'authorized') throw wrongState(request, 'captured', 'authorized');
    const asked = body?.capture_amount as Money | undefined;
    if (asked) {
      if (asked.currency !== request.price.currency)
        throw invalid('capture_amount.currency', `Was ${asked.currency}; expected ${request.price.currency}`);
      if (Number(asked.amount) <= 0 || Number(asked.amount) > Number(request.price.amount)) {
        throw invalid(
          'capture_amount.amount',
          `Was ${asked.amount}; expected more than 0 and at most ${request.price.amount}`,
        );
      }
    }
    return ok(showRequest(context, capture(context, request, asked)));
  },
);

export const cancelPaymentRequest: Handler = handler(({ params }, context) => {
  const request = findRequest(context, params['id']);
  if (request.status !== 'new' && request.status !== 'authorized')
    throw wrongState(request, 'canceled', 'new or authorized');
  return ok(
    showRequest(context, saveRequest(context, { ...request, status: 'canceled', updated_at: seconds(context) })),
  );
});

/** The customer pays on the page. A token comes of it when one was asked for and the method yields one. */
export function payInteractively(
  context: SandboxContext,
  request: PaymentRequestRow,
  methodKey: string,
): PaymentRequestRow {
  const method = methodsFor(request).find(({ key }) => key === methodKey);
  if (!method) throw invalid('method_key', `Was ${JSON.stringify(methodKey)}; this payment request cannot be paid so`);
  return capture(context, {
    ...payable(context, request),
    method_key: method.key,
    payer: { name: 'Ada', surname: 'Byron', account_number: 'EVP0000000000001', ...request.payer },
  });
}

/** @throws {Failure} 409 unless the payment request waits to be paid. */
function payable(context: SandboxContext, request: PaymentRequestRow): PaymentRequestRow {
  if (request.status !== 'new') throw wrongState(request, 'paid', 'new');
  if (request.valid_until !== undefined && request.valid_until <= seconds(context)) {
    throw new Failure(
      409,
      'invalid_state',
      `The payment request could be paid until ${request.valid_until} only (valid_until)`,
    );
  }
  return request;
}

function capture(
  context: SandboxContext,
  request: PaymentRequestRow,
  amount: Money = request.price,
): PaymentRequestRow {
  const time = seconds(context);
  const tokenizable = REQUEST_METHODS.some(({ key, tokenizable }) => key === request.method_key && tokenizable);
  const first = request.token_strategy === 'required' && tokenizable;
  const issued_token = first ? context.ids.token(27) : undefined;
  if (issued_token) {
    context.tables.tokens.put({
      id: issued_token,
      request_id: request.id,
      method_key: request.method_key ?? 'card',
      revoked: false,
    });
  }
  const captured = saveRequest(
    context,
    omitUndefined({
      ...request,
      status: 'captured' as const,
      price_paid: amount,
      issued_token,
      captured_at: time,
      updated_at: time,
    }),
  );
  notify(context, captured, 'payment_request.captured');
  return captured;
}

function wrongState({ status }: PaymentRequestRow, wanted: string, from: string): Failure {
  return new Failure(
    409,
    'invalid_state',
    `The payment request is ${status}; only one that is ${from} can be ${wanted}`,
  );
}
