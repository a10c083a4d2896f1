import type { Notification } from './notifications/notification.ts';
import type { PaymentRequest } from './payment-requests.ts';

/**
 * Returns the token for later charges from a notification or a payment request, or `undefined` when none was issued.
 * Paysera's samples show it in three places: `issued_token` of the payment request (the documented one), `token` of the
 * payment request, and `issued_token` next to the payment request.
 *
 * @example
 * const token = issuedTokenOf(notification);
 * if (token) await save(customer, token);
 * @see https://developers.paysera.com/guides/recurring-billing
 */
export function issuedTokenOf(source: Notification | PaymentRequest): string | undefined {
  const data: Notification['data'] = 'event' in source ? source.data : { payment_request: source };
  const request: { issued_token?: unknown; token?: unknown } | undefined = data?.payment_request;
  const places: unknown[] = [request?.issued_token, request?.token, data?.issued_token];
  return places.find((token): token is string => typeof token === 'string' && token !== '');
}
