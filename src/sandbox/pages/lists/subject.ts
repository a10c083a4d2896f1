import type { SandboxContext } from '../../context.ts';

/** An order or payment request, as a link names it. */
export interface Subject {
  readonly name: string;
  readonly href: string;
}

/** The order or payment request of an id; undefined when there is none (any more). */
export function subjectOf({ tables }: Pick<SandboxContext, 'tables'>, id: string | undefined): Subject | undefined {
  const order = tables.orders.get(id ?? '');
  if (order) return { name: order.reference, href: `/_sandbox/orders/${order.id}` };
  const request = tables.requests.get(id ?? '');
  return request && { name: request.order_id, href: `/_sandbox/requests/${request.id}` };
}
