import { ConfigurationError } from '../errors/configuration-error.ts';
import { assertKnown, CREDENTIALS } from '../errors/known-options.ts';
import { hmacSha256, sha256 } from './hmac.ts';
import { Secret } from './secret.ts';

/** Options of `createMacSigner`. */
export interface MacOptions {
  /** `mac_id`, issued by Paysera. */
  readonly macId: string;
  /** `mac_key`, issued by Paysera. Its characters are the key: it is not base64. */
  readonly macKey: string | Secret;
  /** Signed and sent in `ext` after the body hash, in this order. Recurring Billing needs none. */
  readonly extParameters?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Returns printable characters without `"` and `\`, different on each call. Default: 32 random hex digits. */
  readonly nonce?: () => string;
}

/** What is signed: the parts of a request exactly as sent. */
export interface MacRequest {
  /** HTTP method. */
  readonly method: string;
  /** Absolute, exactly as sent. */
  readonly url: string;
  /** The exact body. Undefined or empty: no body hash. */
  readonly body?: string | Uint8Array | undefined;
}

/** A signature, step by step. Holds everything that was signed, and never the key. */
export interface MacExplanation {
  /** The seven lines in order, `name` and `value`: ts, nonce, method, request-uri, host, port, ext. */
  readonly lines: readonly { readonly name: string; readonly value: string }[];
  /** The lines, each followed by a line feed: what the key signs. */
  readonly normalized: string;
  /** base64 of the SHA-256 of the body; undefined without a body. */
  readonly bodyHash: string | undefined;
  /** The `ext` of the header; empty when there is none. */
  readonly ext: string;
  /** The signature, base64. */
  readonly mac: string;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
}

/** Signs requests of Recurring Billing. */
export interface MacSigner {
  /**
   * Returns the `Authorization` value for `request`. The body is read from a clone. Safe to retry; sign again for each
   * attempt, since each needs a new `ts` and `nonce`.
   *
   * @throws {ConfigurationError} when the nonce is empty or contains a quote, a backslash or a line break.
   * @throws {TypeError} when the body was already read.
   */
  sign(request: Request): Promise<string>;
}

/**
 * MAC access authentication (draft-ietf-oauth-v2-http-mac-01) with Paysera's body hash in `ext`. Send the request
 * exactly as signed, byte for byte: a differently encoded URL or a re-serialized body breaks the signature.
 *
 * @throws {ConfigurationError} when the id or the nonce is empty or contains a quote, a backslash or a line break, or an option
 * does not exist.
 * @example
 * const signer = createMacSigner({ macId, macKey });
 * request.headers.set('Authorization', await signer.sign(request));
 * @see https://developers.paysera.com/guides/recurring-billing/getting-started
 */
export function createMacSigner(options: MacOptions): MacSigner {
  assertKnown('createMacSigner', options, ['macId', 'macKey', 'extParameters', 'now', 'nonce'], CREDENTIALS);
  const sign = macSigner(options);
  return {
    async sign(request) {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      return sign({ method: request.method, url: request.url, body });
    },
  };
}

/** A signer that takes the parts of a request, for the transport. */
export function macSigner(options: MacOptions): (request: MacRequest) => Promise<string> {
  const { macId, extParameters = {} } = options;
  headerSafe('macId', macId);
  const now = options.now ?? Date.now;
  const nonce = options.nonce ?? randomNonce;
  const macKey = options.macKey instanceof Secret ? options.macKey : new Secret(options.macKey);
  if (macKey.reveal() === '') throw new ConfigurationError('macKey is empty; expected the mac_key issued by Paysera.');
  return async ({ method, url, body }) => {
    const input = { macId, macKey, extParameters, method, url, body, ts: Math.floor(now() / 1000), nonce: nonce() };
    return (await explainMac(input)).authorization;
  };
}

/**
 * Shows how a signature is built, line by line, to find out why one is rejected. Pass `ts` (Unix seconds) and `nonce`
 * as they were sent. Safe to retry: the same input gives the same signature.
 *
 * @throws {ConfigurationError} when the id or the nonce is empty or contains a quote, a backslash or a line break.
 * @throws {TypeError} when `url` is not a URL.
 * @example
 * const { lines } = await explainMac({ macId, macKey, method: 'GET', url, ts: 1343811600, nonce: 'abc' });
 */
export async function explainMac(
  input: MacRequest & Pick<MacOptions, 'macId' | 'macKey' | 'extParameters'> & { ts: number; nonce: string },
): Promise<MacExplanation> {
  const url = new URL(input.url);
  const bodyHash = input.body?.length ? await sha256(input.body) : undefined;
  const ext = extOf(bodyHash, input.extParameters);
  headerSafe('macId', input.macId);
  headerSafe('nonce', input.nonce);
  const lines = [
    { name: 'ts', value: String(input.ts) },
    { name: 'nonce', value: input.nonce },
    { name: 'method', value: input.method.toUpperCase() },
    { name: 'request-uri', value: url.pathname + url.search },
    { name: 'host', value: url.hostname },
    { name: 'port', value: url.port || (url.protocol === 'https:' ? '443' : '80') },
    { name: 'ext', value: ext },
  ];
  const normalized = lines.map(({ value }) => `${value}\n`).join('');
  const key = input.macKey instanceof Secret ? input.macKey.reveal() : input.macKey;
  const mac = await hmacSha256(key, normalized);
  const authorization = `MAC id="${input.macId}", ts="${input.ts}", nonce="${input.nonce}", mac="${mac}"${ext && `, ext="${ext}"`}`;
  return { lines, normalized, bodyHash, ext, mac, authorization };
}

/** `ext`: the body hash, then the caller's parameters, form-encoded once. */
function extOf(bodyHash: string | undefined, parameters: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(parameters).filter(([name]) => bodyHash === undefined || name !== 'body_hash');
  if (bodyHash !== undefined) pairs.unshift(['body_hash', bodyHash]);
  return pairs.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join('&');
}

/** Like PHP's http_build_query: everything but letters, digits, `-`, `_` and `.` is encoded. */
function formEncode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/%20|[!'()*~]/g, (found) => (found === '%20' ? '+' : percent(found)));
}

function headerSafe(name: string, value: string): void {
  if (/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(value)) return;
  throw new ConfigurationError(
    `${name} is empty or contains a character that is not allowed in a MAC header; ` +
      'expected printable ASCII without " and \\. Nothing was sent.',
  );
}

/** 122 random bits. Not getRandomValues, which makes a system call each time and takes longer than the HMAC itself. */
function randomNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
