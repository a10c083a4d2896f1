import type { Secret } from '../../auth/secret.ts';

/** Encrypts what only holders of a secret are to read. */
export interface Seal {
  /** @param context What belongs to it, such as the key it is kept under: it can be opened with the same one only. */
  seal(text: string, context: string): Promise<string>;
  /** Undefined for what was not sealed by the same secret, in the same context. */
  open(sealed: string, context: string): Promise<string | undefined>;
}

const VERSION = 'v1.';
const IV_BYTES = 12;
const utf8 = new TextEncoder();

/** AES-256-GCM under a key that is derived from the secret (HKDF-SHA-256). */
export function createSeal(secret: Secret, purpose: string): Seal {
  let deriving: Promise<CryptoKey> | undefined;
  const key = () => {
    deriving ??= derive(secret, purpose);
    return deriving;
  };
  const terms = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
    ...{ name: 'AES-GCM', iv },
    additionalData: utf8.encode(context),
  });
  return {
    async seal(text, context) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const encrypted = await crypto.subtle.encrypt(terms(iv, context), await key(), utf8.encode(text));
      return VERSION + btoa(String.fromCharCode(...iv, ...new Uint8Array(encrypted)));
    },
    async open(sealed, context) {
      if (!sealed.startsWith(VERSION)) return undefined;
      try {
        const bytes = Uint8Array.from(atob(sealed.slice(VERSION.length)), (char) => char.charCodeAt(0));
        const [iv, encrypted] = [bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES)];
        return new TextDecoder().decode(await crypto.subtle.decrypt(terms(iv, context), await key(), encrypted));
      } catch {
        return undefined;
      }
    },
  };
}

async function derive(secret: Secret, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8.encode(secret.reveal()), 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(purpose) };
  return crypto.subtle.deriveKey(hkdf, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
