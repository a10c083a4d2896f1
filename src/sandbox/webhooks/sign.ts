import { createHmac } from 'node:crypto';
import type { SandboxContext } from '../context.ts';
import { seconds } from '../context.ts';

/** The headers of a webhook. The signature is lower-case hex over the exact body, keyed with the client secret. */
export function webhookHeaders(context: SandboxContext, body: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Paysera-Signature': createHmac('sha256', context.credentials.clientSecret).update(body).digest('hex'),
    'X-Paysera-Signature-Alg': 'HMAC-SHA256',
    'X-Paysera-Created-At': String(seconds(context)),
    'X-Paysera-Request-Id': context.ids.uuid(),
    'X-Paysera-Callback-Id': context.ids.uuid(),
  };
}
