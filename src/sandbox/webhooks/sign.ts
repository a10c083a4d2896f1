import type { SandboxContext } from '../context.ts';
import { seconds } from '../context.ts';
import { hmacSha256, toHex } from '../digest.ts';

/** The headers of a webhook, apart from its signature. */
export function webhookHeaders(context: SandboxContext): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Paysera-Signature-Alg': 'HMAC-SHA256',
    'X-Paysera-Created-At': String(seconds(context)),
    'X-Paysera-Request-Id': context.ids.uuid(),
    'X-Paysera-Callback-Id': context.ids.uuid(),
  };
}

/** The header with the signature: lower-case hex over the exact body, keyed with the client secret. */
export async function signatureHeader(context: SandboxContext, body: string): Promise<Record<string, string>> {
  return { 'X-Paysera-Signature': toHex(await hmacSha256(context.credentials.clientSecret, body)) };
}
