// node:crypto is synchronous; Web Crypto goes through a thread pool. getBuiltinModule keeps the import out of bundles.
const { process, Buffer } = globalThis;
const node = process?.getBuiltinModule?.('node:crypto');

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

export const utf8 = /* @__PURE__ */ new TextEncoder();

/** A well-formed signature: 64 lower-case hex digits. */
export const SIGNATURE = /^[0-9a-f]{64}$/;

/** HMAC-SHA-256 of the body, in lower-case hex. */
export async function hmacHex(body: Uint8Array<ArrayBuffer> | string, secret: string): Promise<string> {
  const bytes = typeof body === 'string' ? utf8.encode(body) : body;
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await importKey(secret), bytes));
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a well-formed signature matches the body, compared in constant time. */
export function matches(signature: string, body: Uint8Array<ArrayBuffer>, secret: string): boolean | Promise<boolean> {
  if (!node || !Buffer) return matchesByWebCrypto(signature, body, secret);
  const expected = node.createHmac('sha256', secret).update(body).digest('hex');
  return node.timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signature, 'latin1'));
}

async function matchesByWebCrypto(signature: string, body: Uint8Array<ArrayBuffer>, secret: string): Promise<boolean> {
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return crypto.subtle.verify('HMAC', await importKey(secret), bytes, body);
}

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['sign', 'verify']);
}
