import { createHash, createHmac } from 'node:crypto';

/** A delivery whose signature does not hold. */
export interface Delivery {
  readonly body: Uint8Array;
  /** As the header carries it. */
  readonly signature: string;
  readonly secret: string;
  readonly createdAt: string | undefined;
}

export interface WebhookMistake {
  readonly name: string;
  readonly why: string;
}

type Candidate = WebhookMistake & { readonly holds: (delivery: Delivery) => boolean };

const hex = (secret: string | Uint8Array, body: string | Uint8Array, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** Whether the signature holds for another body than was given. */
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

/** Names what made a signature fail, where it is something that happens. */
export function webhookMistake(delivery: Delivery): WebhookMistake | undefined {
  return CANDIDATES.find(({ holds }) => holds(delivery));
}

const RAW = 'Verify the bytes as they came, before any JSON parser.';

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'saved-with-line-break',
    why: `Without the line break at its end the body is genuine: an editor or echo added it. ${RAW}`,
    holds: forBody((text) => text.replace(/\r?\n$/, '')),
  },
  {
    name: 'line-break-lost',
    why: `With a line break at its end the body is genuine: it was trimmed. ${RAW}`,
    holds: (delivery) => ['\n', '\r\n'].some((end) => forBody((text) => text + end)(delivery)),
  },
  {
    name: 'line-breaks-changed',
    why: `With other line breaks the body is genuine. ${RAW}`,
    holds: (delivery) =>
      forBody((text) => text.replaceAll('\r\n', '\n'))(delivery) ||
      forBody((text) => text.replaceAll(/\r?\n/g, '\r\n'))(delivery),
  },
  {
    name: 'byte-order-mark',
    why: `Without the byte order mark at its start the body is genuine. ${RAW}`,
    holds: forBody((text) => text.replace(/^\uFEFF/, '')),
  },
  {
    name: 'parsed-and-serialised',
    why: `Serialised anew the body is genuine: it was parsed and written again, which changed its bytes. ${RAW}`,
    holds: (delivery) =>
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
    why: 'The signature is in base64. Paysera sends lower-case hex, so this was not signed by Paysera, or was written anew on the way.',
    holds: ({ body, secret, signature }) => createHmac('sha256', secret).update(body).digest('base64') === signature,
  },
  {
    name: 'untrimmed-secret',
    why: 'Without white space around it the secret is right. Remove it where the secret is stored.',
    holds: ({ body, secret, signature }) =>
      secret !== secret.trim() && hex(secret.trim(), body) === signature.toLowerCase(),
  },
  {
    name: 'decoded-secret',
    why: 'The secret was decoded before use. Its characters themselves are the key.',
    holds: ({ body, secret, signature }) =>
      (['base64', 'hex'] as const).some(
        (encoding) => hex(Buffer.from(secret, encoding), body) === signature.toLowerCase(),
      ),
  },
  {
    name: 'time-in-message',
    why: 'The time was signed with the body. Paysera signs the body alone.',
    holds: ({ body, secret, signature, createdAt }) =>
      createdAt !== undefined &&
      ['.', '', ':', '\n'].some(
        (separator) =>
          hex(secret, `${createdAt}${separator}${new TextDecoder().decode(body)}`) === signature.toLowerCase(),
      ),
  },
  {
    name: 'other-algorithm',
    why: 'The signature is one of another algorithm. Paysera uses HMAC-SHA256.',
    holds: ({ body, secret, signature }) =>
      ['sha1', 'sha384', 'sha512', 'md5'].some((algorithm) => hex(secret, body, algorithm) === signature.toLowerCase()),
  },
  {
    name: 'no-key',
    why: 'The signature is a plain SHA-256 of the body, without the secret.',
    holds: ({ body, signature }) => createHash('sha256').update(body).digest('hex') === signature.toLowerCase(),
  },
];

function escapeUnicode(text: string): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
