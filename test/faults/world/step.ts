import type { Arrived } from '../../support/model/wire.ts';

const OPERATIONS = [
  ['token', 'POST', /\/openid-connect\/token$/],
  ['createOrder', 'POST', /\/orders$/],
  ['listOrders', 'GET', /\/orders$/],
  ['getOrder', 'GET', /\/orders\/[^/]+$/],
  ['updateOrder', 'PATCH', /\/orders\/[^/]+$/],
  ['createLink', 'POST', /\/payment-links$/],
  ['listLinks', 'GET', /\/payment-links$/],
  ['getLink', 'GET', /\/payment-links\/[^/]+$/],
  ['refund', 'POST', /\/refunds$/],
  ['createRequest', 'POST', /\/payment-requests$/],
  ['listRequests', 'GET', /\/payment-requests$/],
  ['getRequest', 'GET', /\/payment-requests\/[^/]+$/],
  ['authorize', 'PUT', /\/authorize$/],
  ['capture', 'PUT', /\/capture$/],
  ['cancel', 'PUT', /\/cancel$/],
] as const;

export type Operation = (typeof OPERATIONS)[number][0];

/** What a process does with the world outside: a request, or a use of one of its stores. */
export type Step = Operation | 'journal' | 'tokens';

export function operationOf({ method, url }: Pick<Arrived, 'method' | 'url'>): Operation {
  const { pathname } = new URL(url, 'http://paysera.test');
  const found = OPERATIONS.find(([, by, path]) => by === method && path.test(pathname));
  if (!found) throw new Error(`the model does not know ${method} ${pathname}`);
  return found[0];
}

const MOVING: ReadonlySet<Step> = new Set([
  ...(['createOrder', 'updateOrder', 'createLink', 'refund', 'createRequest', 'authorize', 'capture'] as const),
]);

/** Whether it creates something or moves money. */
export function isMoving(step: Step): boolean {
  return MOVING.has(step);
}

export function isRequest(step: Step): step is Operation {
  return step !== 'journal' && step !== 'tokens';
}
