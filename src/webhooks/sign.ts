import { revealAll, type WebhookSecret } from './secrets.ts';
import { sign } from './signature.ts';

/** What to sign, and by which secret. */
export interface SignWebhookInput {
  /** What to send; an object is written as JSON. */
  readonly body: string | Uint8Array<ArrayBuffer> | object;
  readonly secret: WebhookSecret;
  /** Further headers, or other values of those that are made: the ids, the time in Unix seconds, the signature. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A delivery as Paysera would send it. */
export interface SignedWebhook {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/**
 * Signs a delivery as Paysera does, to test your own handler.
 *
 * @example
 * const signed = await signWebhook({ body: payload, secret: 'test' });
 * const response = await handler(new Request('https://shop.example/hooks', { method: 'POST', ...signed }));
 */
export async function signWebhook(input: SignWebhookInput): Promise<SignedWebhook> {
  const { body: given } = input;
  const body = typeof given === 'string' || given instanceof Uint8Array ? given : JSON.stringify(given);
  const [secret = ''] = revealAll(input.secret);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-paysera-signature': await sign(body, secret),
      'x-paysera-signature-alg': 'HMAC-SHA256',
      'x-paysera-created-at': String(Math.floor(Date.now() / 1000)),
      'x-paysera-request-id': crypto.randomUUID(),
      'x-paysera-callback-id': crypto.randomUUID(),
      ...input.headers,
    },
  };
}
