import { createHash, createHmac } from 'node:crypto';
import type { Recorded } from './loopback.ts';

/** A MAC header taken apart, and whether it holds for the bytes that came with it. */
export interface VerifiedMac {
  readonly id: string;
  readonly ts: string;
  readonly nonce: string;
  readonly ext: string | undefined;
  readonly valid: boolean;
}

/**
 * Checks a request as a server does, from what arrived alone. Written from the published scheme and without the
 * client's own code, so that both cannot be wrong in the same way by accident.
 */
export function verifyMac({ method, url, headers, body }: Recorded, key: string): VerifiedMac {
  const header = headers.authorization ?? '';
  const match = /^MAC id="([^"]*)", ts="(\d+)", nonce="([^"]*)", mac="([^"]*)"(?:, ext="([^"]*)")?$/.exec(header);
  if (!match) throw new Error(`not a MAC header: ${header}`);
  const [, id = '', ts = '', nonce = '', mac, ext] = match;
  const [host = '', port = '80'] = (headers.host ?? '').split(':');
  const lines = [ts, nonce, method, url, host.toLowerCase(), port, ext ?? ''];
  const expected = createHmac('sha256', key)
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('base64');
  const hash = createHash('sha256').update(body).digest('base64');
  const claimed = new URLSearchParams(ext).get('body_hash');
  return { id, ts, nonce, ext, valid: mac === expected && claimed === (body.length > 0 ? hash : null) };
}
