import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createWebhookHandler, type WebhookEvent } from '../../src/webhooks/index.ts';

/** A sandbox on this machine, and what the shop received from it. */
export interface Paysera {
  readonly sandbox: Sandbox;
  /** The verified webhooks, oldest first. */
  readonly webhooks: readonly WebhookEvent[];
  /** The notification IDs from callbacks. */
  readonly notifications: readonly string[];
}

const USUAL_PORT = 4010;

/** Starts the sandbox on the usual port, or on another if that port is in use. */
export async function startPaysera(): Promise<Paysera> {
  const webhooks: WebhookEvent[] = [];
  const notifications: string[] = [];
  let handle: ((request: Request) => Promise<Response>) | undefined;
  // The sandbox delivers to this function, so the example needs no address of its own.
  const deliver = async (request: Request): Promise<Response> => {
    if (request.headers.get('Content-Type') === 'application/json' && handle) return handle(request);
    notifications.push(new URLSearchParams(await request.text()).get('notification_id') ?? '');
    return new Response();
  };
  const sandbox = await startSandbox({ port: USUAL_PORT, deliver }).catch(() => startSandbox({ deliver }));
  const keep = (event: WebhookEvent) => void webhooks.push(event);
  handle = createWebhookHandler({ secret: sandbox.credentials.clientSecret, on: { order: keep, payment: keep } });
  return { sandbox, webhooks, notifications };
}
