import type { DeliveryAnswer, DeliveryRequest } from '../../src/sandbox/platform/platform.ts';
import { deliverInProcess } from '../../src/sandbox/webhooks/deliver.ts';

/** What the code may export to be called with deliveries: a route, or what is done with the id of a callback. */
export interface Handlers {
  readonly POST?: unknown;
  readonly onCallback?: unknown;
}

/** Hands a delivery to a handler that the code exports. */
export async function deliverTo(handlers: Handlers, delivery: DeliveryRequest): Promise<DeliveryAnswer> {
  const { POST, onCallback } = handlers;
  if (typeof POST === 'function') return deliverInProcess((request) => POST(request), delivery);
  const notification = new URLSearchParams(delivery.body).get('notification_id');
  if (typeof onCallback !== 'function' || notification === null)
    return { outcome: 'there is no shop to deliver to: export a handler named POST' };
  return deliverInProcess(async () => {
    await onCallback(notification);
    return new Response('ok');
  }, delivery);
}
