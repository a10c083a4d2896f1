// node:crypto is synchronous; Web Crypto goes through a thread pool and costs ten times as much for a short message.
// getBuiltinModule keeps the import out of bundles for browsers and workers.
const node = globalThis.process?.getBuiltinModule?.('node:crypto');

const utf8 = /* @__PURE__ */ new TextEncoder();

/** SHA-256 of the bytes, in base64. */
export function sha256(bytes: Uint8Array | string): string | Promise<string> {
  if (node?.hash) return node.hash('sha256', bytes, 'base64');
  return crypto.subtle.digest('SHA-256', toBytes(bytes)).then(base64);
}

/** HMAC-SHA-256 of the message, in base64. The key's characters are taken as UTF-8 bytes. */
export function hmacSha256(key: string, message: string): string | Promise<string> {
  if (node?.createHmac) return node.createHmac('sha256', key).update(message).digest('base64');
  return hmacByWebCrypto(key, message);
}

async function hmacByWebCrypto(key: string, message: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', utf8.encode(key), algorithm, false, ['sign']);
  return base64(await crypto.subtle.sign('HMAC', imported, utf8.encode(message)));
}

function toBytes(bytes: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof bytes === 'string' ? utf8.encode(bytes) : new Uint8Array(bytes);
}

function base64(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}
