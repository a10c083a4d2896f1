import { createHash, createHmac } from 'node:crypto';

/** A delivery whose signature does not match. */
export interface Delivery {
  readonly body: Uint8Array;
  /** The value of the header. */
  readonly signature: string;
  readonly secret: string;
  readonly createdAt: string | undefined;
}

export interface WebhookMistake {
  readonly name: string;
  readonly why: string;
}

type Candidate = WebhookMistake & { readonly matches: (delivery: Delivery) => boolean };

const hex = (secret: string | Uint8Array, body: string | Uint8Array, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** Whether the signature matches a changed body. */
const forBody =
  (change: (text: string) => string) =>
  ({ body, secret, signature }: Delivery): boolean => {
    try {
      return (
        hex(secret, change(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body))) === signature.toLowerCase()
      );
    } catch {
      return false;
    }
  };

/** Names the mistake that made a signature fail, if it is a known one. */
export function webhookMistake(delivery: Delivery): WebhookMistake | undefined {
  return CANDIDATES.find(({ matches }) => matches(delivery));
}

const RAW = 'Verify the exact bytes that were received, before any JSON parser.';

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'saved-with-line-break',
    why: `The body matches without the line break at its end: an editor or echo added it. ${RAW}`,
    matches: forBody((text) => text.replace(/\r?\n$/, '')),
  },
  {
    name: 'line-break-lost',
    why: `The body matches with a line break at its end: it was trimmed. ${RAW}`,
    matches: (delivery) => ['\n', '\r\n'].some((end) => forBody((text) => text + end)(delivery)),
  },
  {
    name: 'line-breaks-changed',
    why: `The body matches with different line breaks. ${RAW}`,
    matches: (delivery) =>
      forBody((text) => text.replaceAll('\r\n', '\n'))(delivery) ||
      forBody((text) => text.replaceAll(/\r?\n/g, '\r\n'))(delivery),
  },
  {
    name: 'byte-order-mark',
    why: `The body matches without the byte order mark at its start. ${RAW}`,
    matches: forBody((text) => text.replace(/^\uFEFF/, '')),
  },
  {
    name: 'parsed-and-serialized',
    why: `The body matches when it is serialized again: it was parsed and serialized, which changed its bytes. ${RAW}`,
    matches: (delivery) =>
      [
        (text: string) => JSON.stringify(JSON.parse(text)),
        (text: string) => JSON.stringify(JSON.parse(text)).replaceAll('/', '\\/'),
        (text: string) => JSON.stringify(JSON.parse(text), null, 2),
        (text: string) => JSON.stringify(JSON.parse(text), null, 4),
        (text: string) => escapeUnicode(JSON.stringify(JSON.parse(text))),
        (text: string) => escapeUnicode(JSON.stringify(JSON.parse(text))).replaceAll('/', '\\/'),
        (text: string) => text.replaceAll('\\/', '/'),
      ].some((form) => forBody(form)(delivery)),
  },
  {
    name: 'base64-signature',
    why: 'The signature is in base64. Paysera sends lowercase hex, so either Paysera did not sign this or it was changed in transit.',
    matches: ({ body, secret, signature }) => createHmac('sha256', secret).update(body).digest('base64') === signature,
  },
  {
    name: 'untrimmed-secret',
    why: 'The secret matches without the whitespace around it. Remove it where you store the secret.',
    matches: ({ body, secret, signature }) =>
      secret !== secret.trim() && hex(secret.trim(), body) === signature.toLowerCase(),
  },
  {
    name: 'decoded-secret',
    why: 'The secret was decoded before use. Use its characters as the key.',
    matches: ({ body, secret, signature }) =>
      (['base64', 'hex'] as const).some(
        (encoding) => hex(Buffer.from(secret, encoding), body) === signature.toLowerCase(),
      ),
  },
  {
    name: 'time-in-message',
    why: 'The timestamp was signed along with the body. Paysera signs only the body.',
    matches: ({ body, secret, signature, createdAt }) =>
      createdAt !== undefined &&
      ['.', '', ':', '\n'].some(
        (separator) =>
          hex(secret, `${createdAt}${separator}${new TextDecoder().decode(body)}`) === signature.toLowerCase(),
      ),
  },
  {
    name: 'other-algorithm',
    why: 'The signature uses another algorithm. Paysera uses HMAC-SHA256.',
    matches: ({ body, secret, signature }) =>
      ['sha1', 'sha384', 'sha512', 'md5'].some((algorithm) => hex(secret, body, algorithm) === signature.toLowerCase()),
  },
  {
    name: 'no-key',
    why: 'The signature is a plain SHA-256 of the body, without the secret.',
    matches: ({ body, signature }) => createHash('sha256').update(body).digest('hex') === signature.toLowerCase(),
  },
];

function escapeUnicode(text: string): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
