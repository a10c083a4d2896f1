import { hmacSha256, sha256, toBase64 } from '../digest.ts';
import { ApiFailure } from '../http/failure.ts';
import type { SandboxCredentials } from '../options.ts';

/** How a MAC was checked, line by line, and the result. Never holds the key. */
export interface MacCheck {
  /** Whether the signature was accepted. */
  readonly result: 'accepted' | 'rejected';
  /** Why. */
  readonly reason: string;
  /** The seven lines that the sandbox signed for comparison, each with its `name` and `value`. */
  readonly lines: readonly { readonly name: string; readonly value: string }[];
  /** base64 of the SHA-256 of the body. */
  readonly bodyHash?: string;
}

/** A signed request as received. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  /** The address that the client called, when a proxy in front of the sandbox has another one. */
  readonly publicUrl?: string | undefined;
  /** The path and query exactly as received, when known. */
  readonly target?: string | undefined;
  readonly authorization: string | null;
  readonly body: Uint8Array;
}

export interface MacRules {
  /** Milliseconds. */
  readonly now: number;
  /** Seconds. */
  readonly window: number;
  readonly requireBodyHash: boolean;
}

/** The nonces used so far, kept for as long as their timestamps would be accepted. */
export interface Nonces {
  /** Remembers the nonce, and returns whether it is new. */
  use(ts: string, nonce: string, now: number, window: number): boolean;
}

export function createNonces(): Nonces {
  const used = new Map<string, number>();
  let swept = 0;
  return {
    use(ts, nonce, now, window) {
      if (now - swept > window * 1000) {
        swept = now;
        for (const [key, until] of used) if (until < now) used.delete(key);
      }
      const key = `${ts} ${nonce}`;
      if (used.has(key)) return false;
      used.set(key, (Number(ts) + window) * 1000);
      return true;
    },
  };
}

/**
 * Checks a signature as the draft that Paysera follows requires. Shares no code with the client's signer, which would
 * otherwise confirm its own mistakes. Pure except for the nonces.
 */
export async function checkMac(
  request: SignedRequest,
  credentials: Pick<SandboxCredentials, 'macId' | 'macKey'>,
  rules: MacRules,
  nonces: Nonces,
): Promise<MacCheck> {
  const rejected = (reason: string, lines: MacCheck['lines'] = [], bodyHash?: string): MacCheck => ({
    result: 'rejected',
    reason: reason,
    lines,
    ...(bodyHash !== undefined && { bodyHash }),
  });
  const input = readHeader(request.authorization);
  if (typeof input === 'string') return rejected(input);
  if (input.id !== credentials.macId) {
    return rejected(`id is ${JSON.stringify(input.id)}; expected the mac_id ${JSON.stringify(credentials.macId)}`);
  }
  if (!/^\d{1,15}$/.test(input.ts)) return rejected(`ts is ${JSON.stringify(input.ts)}; expected Unix seconds`);
  if (!/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(input.nonce))
    return rejected('nonce is empty or contains a character that is not allowed');

  const lines = linesOf(request, input);
  const { length } = request.body;
  const bodyHash = length > 0 ? toBase64(await sha256(request.body)) : undefined;
  const signed = lines.map(({ value }) => `${value}\n`).join('');
  const mac = toBase64(await hmacSha256(credentials.macKey, signed));
  // A comparison that takes as long for each guess would protect a secret; the sandbox has none.
  if (mac !== input.mac)
    return rejected('mac does not match these seven lines signed with the mac_key', lines, bodyHash);

  const claimedHash = new URLSearchParams(input.ext).get('body_hash');
  if (bodyHash !== undefined && claimedHash === null && rules.requireBodyHash) {
    return rejected(
      `ext has no body_hash for a body of ${length} bytes; expected body_hash=${encodeURIComponent(bodyHash)}`,
      lines,
      bodyHash,
    );
  }
  if (claimedHash !== null && claimedHash !== (bodyHash ?? '')) {
    return rejected(
      `body_hash is ${JSON.stringify(claimedHash)} once decoded; the body that arrived has ${JSON.stringify(bodyHash ?? '')}`,
      lines,
      bodyHash,
    );
  }
  const off = Number(input.ts) - rules.now / 1000;
  if (off > rules.window) return rejected(`Timestamp is in future, by ${Math.round(off)} s`, lines, bodyHash);
  if (off < -rules.window)
    return rejected(`Timestamp lifetime exceeded, by ${Math.round(-off - rules.window)} s`, lines, bodyHash);
  if (!nonces.use(input.ts, input.nonce, rules.now, rules.window)) {
    return rejected('nonce was used before with this ts; expected a new one for every attempt', lines, bodyHash);
  }
  return { result: 'accepted', reason: 'The signature holds', lines, ...(bodyHash !== undefined && { bodyHash }) };
}

/** The refusal as Recurring Billing words it, with what was signed, so that a developer finds the difference. */
export function macFailure({ reason, lines, bodyHash }: MacCheck): ApiFailure {
  const code = reason.startsWith('Timestamp') ? 'invalid_timestamp' : 'unauthorized';
  const data =
    lines.length > 0
      ? { signed: Object.fromEntries(lines.map(({ name, value }) => [name, value])), body_hash: bodyHash }
      : undefined;
  return new ApiFailure(401, code, reason, { data });
}

type MacHeader = Readonly<Record<'id' | 'ts' | 'nonce' | 'mac' | 'ext', string>>;

function readHeader(authorization: string | null): MacHeader | string {
  if (authorization === null)
    return 'No authorization data was found; expected the header Authorization: MAC id="…", ts="…", nonce="…", mac="…"';
  if (!/^MAC /i.test(authorization))
    return `The Authorization scheme is ${JSON.stringify(authorization.split(' ', 1)[0])}; expected MAC`;
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of authorization.matchAll(/([a-z]+)="([^"]*)"/g)) found[name] = value;
  const { id, ts, nonce, mac, ext = '' } = found;
  if (id === undefined || ts === undefined || nonce === undefined || mac === undefined) {
    const missing = ['id', 'ts', 'nonce', 'mac'].filter((name) => found[name] === undefined);
    return `Authorization has no ${missing.join(', ')}; expected MAC id="…", ts="…", nonce="…", mac="…"`;
  }
  return { id, ts, nonce, mac, ext };
}

/** The seven lines of the draft, from what arrived. `ext` is opaque here: some clients escape it differently. */
function linesOf({ method, url, publicUrl, target }: SignedRequest, { ts, nonce, ext }: MacHeader): MacCheck['lines'] {
  const received = new URL(url);
  const { hostname, port, protocol } = new URL(publicUrl ?? url);
  return [
    { name: 'ts', value: ts },
    { name: 'nonce', value: nonce },
    { name: 'method', value: method.toUpperCase() },
    { name: 'request-uri', value: target ?? received.pathname + received.search },
    { name: 'host', value: hostname.toLowerCase() },
    { name: 'port', value: port || (protocol === 'https:' ? '443' : '80') },
    { name: 'ext', value: ext },
  ];
}
