import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { publicOrigin, type SandboxContext, seconds } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import { type Handler, handler, okResult, omitUndefined } from '../http/handler.ts';
import type { Money, PaymentRequestRow } from '../store/rows.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { requestMethods, SANDBOX_METHODS } from './methods.ts';
import { minorOf } from './money.ts';
import { createNotification } from './notifications.ts';
import { requireRequest, saveRequest, showRequest } from './payment-requests.ts';

export const startPayment: Handler = handler<BodyOf<operations['startPayment']>>(({ params, body }, context) => {
  const request = payable(context, requireRequest(context, params['id']));
  const key = String(body.method_key);
  if (!requestMethods(request).some((method) => method.key === key)) {
    throw invalidParameter(
      'method_key',
      `Was ${JSON.stringify(key)}; expected one of ${requestMethods(request)
        .map((method) => method.key)
        .join(', ')}`,
    );
  }
  saveRequest(context, { ...request, method_key: key, updated_at: seconds(context) });
  return okResult({
    type: 'redirect',
    flow_data: { redirect_url: `${publicOrigin(context)}/pay/${request.id}`, gateway_key: 'sandbox' },
  });
});

export const authorizePaymentRequest: Handler = handler<BodyOf<operations['authorizePaymentRequest']>>(
  ({ params, body }, context) => {
    const request = payable(context, requireRequest(context, params['id']));
    const token = context.tables.tokens.get(body.token);
    // Paysera does not document these two messages.
    if (!token)
      throw invalidParameter(
        'token',
        'This sandbox did not issue this token; expected the issued_token of a captured payment request',
      );
    if (token.revoked)
      throw invalidParameter('token', 'This token has been revoked; the customer has to pay interactively again');
    if (context.faults.take('authorizePaymentRequest', ['decline']))
      throw new ApiFailure(409, 'invalid_state', 'The card was declined');
    const firstRequest = context.tables.requests.get(token.request_id);
    const paying = { ...request, method_key: token.method_key, payer: { ...firstRequest?.payer, ...request.payer } };
    const charged = context.settings.autoCapture
      ? capture(context, paying)
      : saveRequest(context, { ...paying, status: 'authorized', updated_at: seconds(context) });
    return okResult(showRequest(context, charged));
  },
);

export const capturePaymentRequest: Handler = handler<BodyOf<operations['capturePaymentRequest']> | undefined>(
  ({ params, body }, context) => {
    const request = requireRequest(context, params['id']);
    if (request.status !== 'authorized') throw wrongState(request, 'captured', 'authorized');
    const requested = body?.capture_amount as Money | undefined;
    if (requested) {
      if (requested.currency !== request.price.currency)
        throw invalidParameter(
          'capture_amount.currency',
          `Was ${requested.currency}; expected ${request.price.currency}`,
        );
      const part = minorOf(requested, 'capture_amount.amount', context);
      if (part <= 0n || part > minorOf(request.price, 'price.amount', context)) {
        throw invalidParameter(
          'capture_amount.amount',
          `Was ${requested.amount}; expected more than 0 and at most ${request.price.amount}`,
        );
      }
    }
    return okResult(showRequest(context, capture(context, request, requested)));
  },
);

export const cancelPaymentRequest: Handler = handler(({ params }, context) => {
  const request = requireRequest(context, params['id']);
  if (request.status !== 'new' && request.status !== 'authorized')
    throw wrongState(request, 'canceled', 'new or authorized');
  return okResult(
    showRequest(context, saveRequest(context, { ...request, status: 'canceled', updated_at: seconds(context) })),
  );
});

/** The customer pays on the payment page. Issues a token when one was requested and the method supports it. */
export function payInteractively(
  context: SandboxContext,
  request: PaymentRequestRow,
  methodKey: string,
): PaymentRequestRow {
  const method = requestMethods(request).find(({ key }) => key === methodKey);
  if (!method)
    throw invalidParameter(
      'method_key',
      `Was ${JSON.stringify(methodKey)}, which is not a method of this payment request`,
    );
  return capture(context, {
    ...payable(context, request),
    method_key: method.key,
    payer: { name: 'Ada', surname: 'Byron', account_number: 'EVP0000000000001', ...request.payer },
  });
}

/** @throws {ApiFailure} 409 unless the payment request can be paid. */
function payable(context: SandboxContext, request: PaymentRequestRow): PaymentRequestRow {
  if (request.status !== 'new') throw wrongState(request, 'paid', 'new');
  if (request.valid_until !== undefined && request.valid_until <= seconds(context)) {
    throw new ApiFailure(
      409,
      'invalid_state',
      `The payment request could only be paid until ${request.valid_until} (valid_until)`,
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
  const tokenizable = SANDBOX_METHODS.some(({ key, tokenizable }) => key === request.method_key && tokenizable);
  const issuesToken = request.token_strategy === 'required' && tokenizable;
  const issued_token = issuesToken ? context.ids.token(27) : undefined;
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
  createNotification(context, captured, 'payment_request.captured');
  return captured;
}

function wrongState({ status }: PaymentRequestRow, target: string, expected: string): ApiFailure {
  return new ApiFailure(
    409,
    'invalid_state',
    `The payment request is ${status}; only one that is ${expected} can be ${target}`,
  );
}
