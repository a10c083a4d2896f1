import { fieldsOf } from '../../wire/fields-of.ts';
import type { SandboxContext } from '../context.ts';

/**
 * The order or payment request that a call is about: the one that its path or its bodies name, itself or by one of its
 * links, payments or notifications. Undefined for a list, and for a call without a body that could be read.
 */
export function subjectOf(
  { tables }: Pick<SandboxContext, 'tables'>,
  params: Readonly<Record<string, string>>,
  ...bodies: readonly string[]
): string | undefined {
  const subject = (id: unknown) => {
    if (typeof id !== 'string') return undefined;
    if (tables.orders.get(id) || tables.requests.get(id)) return id;
    const ofOrder = tables.links.get(id) ?? tables.payments.get(id);
    return ofOrder?.order_id ?? tables.notifications.get(id)?.request_id;
  };
  for (const id of Object.values(params)) {
    const found = subject(id);
    if (found) return found;
  }
  for (const body of bodies) {
    const { order_id, id } = fieldsOf(jsonOf(body));
    const found = subject(order_id) ?? subject(id);
    if (found) return found;
  }
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
