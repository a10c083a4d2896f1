import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../../auth/hmac.ts';
import { explainMac } from '../../auth/mac.ts';
import { Failure } from '../failure.ts';
import type { SandboxCredentials } from '../options.ts';

/** A MAC taken apart, line by line, and what was found. Never holds the key. */
export interface MacVerdict {
  /** Whether the call was let through. */
  readonly verdict: 'accepted' | 'refused';
  /** Why, in words. */
  readonly says: string;
  /** What the sandbox signed to compare: the seven lines, each with its `name` and `value`. */
  readonly lines: readonly { readonly name: string; readonly value: string }[];
  /** base64 of the SHA-256 of the body. */
  readonly bodyHash?: string;
}

/** A signed request as it arrived. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  /** Path and query as they stood on the wire, when that is known. */
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

/** Nonces that were used, as long as their timestamps would still pass. */
export interface Nonces {
  /** Whether it is new. Remembers it. */
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

/** Checks a signature as Paysera's draft has it. Pure but for the nonces. */
export async function checkMac(
  request: SignedRequest,
  credentials: Pick<SandboxCredentials, 'macId' | 'macKey'>,
  rules: MacRules,
  nonces: Nonces,
): Promise<MacVerdict> {
  const refused = (says: string, lines: MacVerdict['lines'] = [], bodyHash?: string): MacVerdict => ({
    verdict: 'refused',
    says,
    lines,
    ...(bodyHash !== undefined && { bodyHash }),
  });
  const input = readHeader(request.authorization);
  if (typeof input === 'string') return refused(input);
  if (input.id !== credentials.macId) {
    return refused(`id is ${JSON.stringify(input.id)}; expected the mac_id ${JSON.stringify(credentials.macId)}`);
  }
  if (!/^\d{1,15}$/.test(input.ts)) return refused(`ts is ${JSON.stringify(input.ts)}; expected Unix seconds`);
  if (!/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(input.nonce))
    return refused('nonce is empty or holds a character that is not allowed');

  const explained = await explainMac({ ...credentials, ...request, ts: Number(input.ts), nonce: input.nonce });
  // Two lines are taken as they arrived: the server signs what it received, and some clients encode `ext` in their own way.
  const lines = explained.lines.map(({ name, value }) => ({
    name,
    value:
      name === 'ts'
        ? input.ts
        : name === 'ext'
          ? input.ext
          : name === 'request-uri'
            ? (request.target ?? value)
            : value,
  }));
  const mac = await hmacSha256(credentials.macKey, lines.map(({ value }) => `${value}\n`).join(''));
  const { bodyHash } = explained;
  if (!equal(mac, input.mac))
    return refused('mac is not what these seven lines give with the mac_key', lines, bodyHash);

  const claimed = new URLSearchParams(input.ext).get('body_hash');
  if (bodyHash !== undefined && claimed === null && rules.requireBodyHash) {
    return refused(
      `ext carries no body_hash for a body of ${request.body.length} bytes; expected body_hash=${encodeURIComponent(bodyHash)}`,
      lines,
      bodyHash,
    );
  }
  if (claimed !== null && claimed !== (bodyHash ?? '')) {
    return refused(
      `body_hash is ${JSON.stringify(claimed)} once decoded; the body that arrived has ${JSON.stringify(bodyHash ?? '')}`,
      lines,
      bodyHash,
    );
  }
  const off = Number(input.ts) - rules.now / 1000;
  if (off > rules.window) return refused(`Timestamp is in future, by ${Math.round(off)} s`, lines, bodyHash);
  if (off < -rules.window)
    return refused(`Timestamp lifetime exceeded, by ${Math.round(-off - rules.window)} s`, lines, bodyHash);
  if (!nonces.use(input.ts, input.nonce, rules.now, rules.window)) {
    return refused('nonce was used before with this ts; expected a new one for every attempt', lines, bodyHash);
  }
  return { verdict: 'accepted', says: 'The signature holds', lines, ...(bodyHash !== undefined && { bodyHash }) };
}

/** The refusal as Recurring Billing words it, with what was signed, so that a developer finds the difference. */
export function macFailure({ says, lines, bodyHash }: MacVerdict): Failure {
  const code = says.startsWith('Timestamp') ? 'invalid_timestamp' : 'unauthorized';
  const data =
    lines.length > 0
      ? { signed: Object.fromEntries(lines.map(({ name, value }) => [name, value])), body_hash: bodyHash }
      : undefined;
  return new Failure(401, code, says, { data });
}

type MacHeader = Readonly<Record<'id' | 'ts' | 'nonce' | 'mac' | 'ext', string>>;

function readHeader(authorization: string | null): MacHeader | string {
  if (authorization === null)
    return 'No authorization data was found; expected the header Authorization: MAC id="…", ts="…", nonce="…", mac="…"';
  if (!/^MAC /i.test(authorization))
    return `Authorization is of the scheme ${JSON.stringify(authorization.split(' ', 1)[0])}; expected MAC`;
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of authorization.matchAll(/([a-z]+)="([^"]*)"/g)) found[name] = value;
  const { id, ts, nonce, mac, ext = '' } = found;
  if (id === undefined || ts === undefined || nonce === undefined || mac === undefined) {
    const missing = ['id', 'ts', 'nonce', 'mac'].filter((name) => found[name] === undefined);
    return `Authorization has no ${missing.join(', ')}; expected MAC id="…", ts="…", nonce="…", mac="…"`;
  }
  return { id, ts, nonce, mac, ext };
}

function equal(expected: string, input: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(input)];
  return left.length === right.length && timingSafeEqual(left, right);
}
