import { createHmac } from 'node:crypto';
import type { World } from '../context.ts';
import { seconds } from '../context.ts';

/** The headers of a webhook. The signature is lower-case hex over the exact body, keyed with the client secret. */
export function webhookHeaders(world: World, body: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Paysera-Signature': createHmac('sha256', world.credentials.clientSecret).update(body).digest('hex'),
    'X-Paysera-Signature-Alg': 'HMAC-SHA256',
    'X-Paysera-Created-At': String(seconds(world)),
    'X-Paysera-Request-Id': world.ids.uuid(),
    'X-Paysera-Callback-Id': world.ids.uuid(),
  };
}
