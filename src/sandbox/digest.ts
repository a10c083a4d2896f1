const utf8 = new TextEncoder();

/** The SHA-256 of bytes, or of a text in UTF-8. */
export async function sha256(input: string | Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(input)));
}

/** The HMAC-SHA256 of a text, both it and the key in UTF-8. */
export async function hmacSha256(key: string, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', utf8.encode(key), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8.encode(text)));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** With `-` and `_`, and without padding. */
export function toBase64Url(input: string | Uint8Array): string {
  return toBase64(bytesOf(input)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(input: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof input === 'string' ? utf8.encode(input) : new Uint8Array(input);
}
