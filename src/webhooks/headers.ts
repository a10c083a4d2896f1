import { type WebhookRefusal, WebhookVerificationError } from '../errors/webhook-verification-error.ts';
import { SIGNATURE } from './signature.ts';

/** Headers as `fetch`, Node or any framework provides them. Names are case-insensitive. */
export type WebhookHeaders =
  | Headers
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Returns the signature from the headers, if it is well-formed. */
export function signatureOf(headers: WebhookHeaders): string {
  let entries: (readonly [string, unknown])[] | undefined;
  const signature = read('x-paysera-signature');
  const algorithm = read('x-paysera-signature-alg');
  if (!signature) throw refusal('missing-signature', ' is missing: a proxy may drop it');
  // Not by folding the case: `ſ` would become an S.
  if (!/^hmac-sha256$/i.test(algorithm)) {
    const reason = algorithm ? 'unknown-algorithm' : 'missing-algorithm';
    throw refusal(reason, `-Alg is ${algorithm.slice(0, 20) || 'missing'}; expected HMAC-SHA256`);
  }
  if (SIGNATURE.test(signature)) return signature;
  throw refusal('malformed-signature', ` has ${signature.length} characters; expected 64 lower-case hex digits`);

  function read(name: string): string {
    const { get } = headers as Partial<Headers>;
    const exact = typeof get === 'function' ? get.call(headers, name) : (headers as Record<string, unknown>)[name];
    if (typeof exact === 'string') return exact;
    // Listed only once, since `headers` may be an iterator. Repeated headers are joined, as in HTTP.
    entries ??= [...(Symbol.iterator in headers ? headers : Object.entries(headers))];
    return entries.flatMap(([key, value]) => (key.toLowerCase() === name && value) || []).join(', ');
  }
}

function refusal(reason: WebhookRefusal, what: string): WebhookVerificationError {
  return new WebhookVerificationError(reason, `X-Paysera-Signature${what}.`);
}
