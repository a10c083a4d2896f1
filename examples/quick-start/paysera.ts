import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createWebhookHandler, type WebhookEvent } from '../../src/webhooks/index.ts';

/** A Paysera on this machine, and the shop's side of what it sends. */
export interface Paysera {
  readonly sandbox: Sandbox;
  /** Webhooks that came and whose signature held, oldest first. */
  readonly webhooks: readonly WebhookEvent[];
  /** Notification ids that came by form. */
  readonly notifications: readonly string[];
}

const USUAL_PORT = 4010;

/** Starts the sandbox on the usual port, or on any other when that is taken. */
export async function startPaysera(): Promise<Paysera> {
  const webhooks: WebhookEvent[] = [];
  const notifications: string[] = [];
  let handle: ((request: Request) => Promise<Response>) | undefined;
  // What the sandbox sends is handed over here, so that the example needs no address of its own.
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
