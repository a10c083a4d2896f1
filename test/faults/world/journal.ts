import type { ResolvedIntent } from '../../../src/index.ts';
import type { What } from './ledger.ts';
import { within } from './merchant.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** What an operation makes, and where its id is. */
const OF_OPERATION: Readonly<Partial<Record<string, readonly [what: What, id: string]>>> = {
  createOrder: ['order', 'order_id'],
  createPaymentLink: ['link', 'link_id'],
  updateOrder: ['update', 'order_id'],
  createRefund: ['refund', 'refund_id'],
  createPaymentRequest: ['request', 'id'],
  authorizePaymentRequest: ['charge', 'id'],
  capturePaymentRequest: ['charge', 'id'],
};

const PATIENCE = 600_000;

function patience({ clock }: World): AbortController {
  const controller = new AbortController();
  clock.set(() => controller.abort(new Error('it takes too long')), PATIENCE);
  return controller;
}

/** Has a process settle what is open in its journal, and notes what is reported. */
export async function resolveIntents(world: World, process: Process): Promise<void> {
  const { signal } = patience(world);
  let resolved: readonly ResolvedIntent[] = [];
  try {
    const found = await within(world, process, process[world.api].intents.resolve({ signal }));
    if (!('outcome' in found)) resolved = found;
  } catch {
    // Its store is down: nothing is reported.
  }
  for (const { intent, resolution } of resolved) {
    const call = world.callOf(intent.id);
    const of = OF_OPERATION[intent.operation];
    if (call === undefined || !of) continue;
    const [what, name] = of;
    const { outcome: is } = resolution;
    const { [name]: id, status } = is === 'happened' ? (Object(resolution.value) as Record<string, unknown>) : {};
    // Held, and not taken: nothing is said of the charge.
    if (what === 'charge' && is === 'happened' && status !== 'captured') continue;
    const request = what === 'charge' ? String(intent.facts['id']) : undefined;
    const by = `intents.resolve() of ${intent.operation} by ${process.name}`;
    world.ledger.tell({
      teller: process.name,
      looked: true,
      request,
      call,
      what,
      is,
      id: typeof id === 'string' ? id : undefined,
      by,
    });
  }
}
