import crypto from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifyWebhook } from '../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, SECRET } from '../../support/webhooks/payloads.ts';

const body = JSON.stringify(ORDER);
const right = hmac(body);
const wrong = right.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('the comparison of signatures', () => {
  it('is crypto.timingSafeEqual, on 64 bytes each, and its result decides', async () => {
    const primitive = vi.spyOn(crypto, 'timingSafeEqual');
    await verifyWebhook({ body, headers: headersOf(right), secret: SECRET });
    await expect(verifyWebhook({ body, headers: headersOf(wrong), secret: SECRET })).rejects.toThrow();
    expect(primitive.mock.calls.map((pair) => pair.map(({ byteLength }) => byteLength))).toEqual([
      [64, 64],
      [64, 64],
    ]);
    expect(primitive.mock.calls.map(([, compared]) => String(compared))).toEqual([right, wrong]);
    expect(primitive.mock.results.map(({ value }) => value)).toEqual([true, false]);
  });

  it('never sees a signature of another shape', async () => {
    const primitive = vi.spyOn(crypto, 'timingSafeEqual');
    for (const signature of [right.slice(1), `${right}0`, right.toUpperCase(), `${right.slice(1)}g`]) {
      await expect(verifyWebhook({ body, headers: headersOf(signature), secret: SECRET })).rejects.toThrow();
    }
    expect(primitive).not.toHaveBeenCalled();
  });
});

describe('without node:crypto, as on an edge runtime', () => {
  async function onTheEdge(): Promise<typeof import('../../../src/webhooks/index.ts')> {
    vi.resetModules();
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    return import('../../../src/webhooks/index.ts');
  }

  it('the comparison is crypto.subtle.verify, and its result decides', async () => {
    const { verifyWebhook } = await onTheEdge();
    const node = vi.spyOn(crypto, 'timingSafeEqual');
    const primitive = vi.spyOn(globalThis.crypto.subtle, 'verify');
    expect((await verifyWebhook({ body, headers: headersOf(right), secret: ['old', SECRET] })).type).toBe('order');
    await expect(verifyWebhook({ body, headers: headersOf(wrong), secret: SECRET })).rejects.toMatchObject({
      reason: 'wrong-signature',
    });
    // Two secrets, then one.
    expect(await Promise.all(primitive.mock.results.map(({ value }) => value))).toEqual([false, true, false]);
    expect(node).not.toHaveBeenCalled();
  });

  it('every single-bit change of the signature is refused, and signing gives the same as node:crypto', async () => {
    const { signWebhook, verifyWebhook, webhookKey } = await onTheEdge();
    const { headers } = await signWebhook({ body, secret: SECRET });
    expect(headers['x-paysera-signature']).toBe(right);
    for (let digit = 0; digit < 64; digit++) {
      for (const bit of [1, 2, 4, 8]) {
        const flipped = (Number.parseInt(right[digit] ?? '', 16) ^ bit).toString(16);
        const signature = right.slice(0, digit) + flipped + right.slice(digit + 1);
        await expect(verifyWebhook({ body, headers: headersOf(signature), secret: SECRET })).rejects.toMatchObject({
          reason: 'wrong-signature',
        });
      }
    }
    const event = await verifyWebhook({ body, headers, secret: SECRET });
    vi.unstubAllGlobals();
    vi.resetModules();
    const node = await import('../../../src/webhooks/index.ts');
    expect(await webhookKey(event)).toBe(await node.webhookKey(event));
  });
});
