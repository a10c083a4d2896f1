import { toBase64Url } from '../digest.ts';
import { ApiFailure } from '../http/failure.ts';
import type { SandboxCredentials } from '../options.ts';
import type { Ids } from '../store/ids.ts';

/** Issues access tokens, and knows which are still valid. */
export interface AccessTokens {
  issue(lifetime: number): Promise<string>;
  /** `unknown` for a token that was never issued or was revoked. */
  check(token: string): 'valid' | 'expired' | 'unknown';
  revoke(token: string): void;
  /** The public keys, as the realm publishes them. */
  certs(): Promise<unknown>;
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

// Generated on first use and shared: generating a key takes longer than starting a sandbox.
let keys: Promise<CryptoKeyPair> | undefined;
function keyPair(): Promise<CryptoKeyPair> {
  const parameters = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  keys ??= crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  return keys;
}

export function createAccessTokens(credentials: SandboxCredentials, now: () => number, ids: Ids): AccessTokens {
  const expiries = new Map<string, number>();
  const kid = ids.token(16);
  const encode = (value: object) => toBase64Url(JSON.stringify(value));

  return {
    async issue(lifetime) {
      const iat = Math.floor(now() / 1000);
      for (const [token, expiry] of expiries) {
        if (expiry > iat) break;
        expiries.delete(token);
      }
      const { privateKey } = await keyPair();
      const head = encode({ alg: 'RS256', typ: 'JWT', kid });
      const { clientId, projectId } = credentials;
      const claims = {
        jti: ids.uuid(),
        typ: 'Bearer',
        iat,
        exp: iat + lifetime,
        client_id: clientId,
        project_id: projectId,
      };
      const signed = `${head}.${encode(claims)}`;
      const signature = await crypto.subtle.sign(ALGORITHM, privateKey, new TextEncoder().encode(signed));
      const token = `${signed}.${toBase64Url(new Uint8Array(signature))}`;
      expiries.set(token, iat + lifetime);
      return token;
    },
    check(token) {
      const expiry = expiries.get(token);
      if (expiry === undefined) return 'unknown';
      return expiry > now() / 1000 ? 'valid' : 'expired';
    },
    revoke: (token) => void expiries.delete(token),
    async certs() {
      const { publicKey } = await keyPair();
      const { kty, n, e } = await crypto.subtle.exportKey('jwk', publicKey);
      return { keys: [{ kty, n, e, kid, use: 'sig', alg: 'RS256' }] };
    },
  };
}

/**
 * Accepts a call with a valid token.
 *
 * @throws {ApiFailure} 401 otherwise.
 */
export function checkBearer(authorization: string | null, tokens: AccessTokens): void {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) {
    throw new ApiFailure(401, 'unauthorized', 'Authentication is required to access this resource');
  }
  const state = tokens.check(token);
  if (state === 'expired')
    throw new ApiFailure(401, 'invalid_token', 'The access token has expired; request a new one');
  if (state === 'unknown')
    throw new ApiFailure(
      401,
      'unauthorized',
      'The access token was not issued by this sandbox since it started; request a new one',
    );
}
