import { revealAll, type WebhookSecret } from './secrets.ts';
import { hmacHex } from './signature.ts';

/** What to sign, and with which secret. */
export interface SignWebhookInput {
  /** The body; an object is serialized as JSON. */
  readonly body: string | Uint8Array<ArrayBuffer> | object;
  /** The OAuth client secret. */
  readonly secret: WebhookSecret;
  /** Additional headers, or replacements for generated ones: the IDs, the time in Unix seconds, the signature. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A delivery as Paysera would send it. */
export interface SignedWebhook {
  /** What was signed, exactly as it must be sent. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** The signature, its algorithm, the time and the ids. */
  readonly headers: Record<string, string>;
}

/**
 * Signs a delivery as Paysera does, to test your own handler. Safe to retry: each delivery has new ids.
 *
 * @throws {ConfigurationError} when the secret is empty or missing.
 * @throws {TypeError} when `body` is missing, or cannot be serialized as JSON.
 * @example
 * const signed = await signWebhook({ body: payload, secret: 'test' });
 * const response = await handler(new Request('https://shop.example/hooks', { method: 'POST', ...signed }));
 */
export async function signWebhook(input: SignWebhookInput): Promise<SignedWebhook> {
  const { body: payload } = input;
  if (payload == null) throw new TypeError('signWebhook: body is missing; expected text, bytes or an object');
  const body = typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload);
  const [secret = ''] = revealAll(input.secret);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-paysera-signature': await hmacHex(body, secret),
      'x-paysera-signature-alg': 'HMAC-SHA256',
      'x-paysera-created-at': `${Math.floor(Date.now() / 1000)}`,
      'x-paysera-request-id': crypto.randomUUID(),
      'x-paysera-callback-id': crypto.randomUUID(),
      ...input.headers,
    },
  };
}
