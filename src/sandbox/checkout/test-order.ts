import { fieldsOf } from '../../wire/fields-of.ts';
import type { SandboxContext } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import type { Handler } from '../http/handler.ts';
import { createOrder } from './orders.ts';
import { createPaymentLink } from './payment-links.ts';

/** What somebody enters for an order to try things with. `amount` is in minor units. */
export interface TestOrder {
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  /** Where webhooks are sent; empty for none. */
  readonly callback_url: string;
}

/**
 * Creates an order with a payment link, as the shop would by its calls, and returns its id.
 *
 * @throws {ApiFailure} 400 when a field is refused.
 */
export function testOrder(context: SandboxContext, { reference, amount, currency, callback_url }: TestOrder): string {
  if (callback_url !== '' && !/^https?:$/.test(URL.parse(callback_url)?.protocol ?? '')) {
    throw new ApiFailure(400, 'invalid_request', `The webhook address is ${callback_url}; expected an http address`);
  }
  return context.store.transaction(() => {
    const order = call(context, createOrder, {
      purchase: { reference, amount: String(amount), currency },
      ...(callback_url !== '' && { redirect_urls: { callback_url } }),
    });
    const id = String(fieldsOf(order)['order_id']);
    call(context, createPaymentLink, {
      order_id: id,
      name: reference,
      experience: { language: 'en' },
      purchase: { amount },
    });
    return id;
  });
}

function call(context: SandboxContext, handle: Handler, body: unknown): unknown {
  const result = handle({ params: {}, query: {}, body, headers: new Headers() }, context);
  return 'body' in result ? result.body : undefined;
}
