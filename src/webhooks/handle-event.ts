import type { WebhookEvent } from './events.ts';
import type { WebhookHandlerOptions } from './handler-options.ts';
import { deliveryOf } from './inbox/delivery.ts';
import type { EventClaim, Inbox } from './inbox/inbox.ts';
import { processOnce } from './inbox/process-once.ts';

interface HandleOptions extends WebhookHandlerOptions {
  readonly inbox: Inbox;
  readonly onError: (error: unknown) => void;
}

interface VerifiedDelivery {
  readonly event: WebhookEvent;
  readonly key: string;
  readonly request: Request;
  readonly body: Uint8Array;
}

/** Paysera delivers an event at once, and after 1, 5 and 25 hours. */
const DELIVERIES = 4;

/** Runs the handler of a verified event once. */
export async function handleEvent(
  { on, inbox, onError, tries = DELIVERIES }: HandleOptions,
  { event, key, request, body }: VerifiedDelivery,
): Promise<Response> {
  const handle = on[event.type] as ((event: WebhookEvent, request: Request, claim: EventClaim) => unknown) | undefined;
  if (!handle) return new Response('ignored');
  const outcome = await processOnce(inbox, key, (claim) => handle.call(on, event, request, claim), onError, {
    tries,
    delivery: () => deliveryOf(request, body),
  });
  return new Response(outcome, { status: outcome === 'busy' ? 503 : 200 });
}
