import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWebhookVerificationError } from '../../src/errors/webhook-verification-error.ts';
import { verifyWebhook } from '../../src/webhooks/verify.ts';
import { ANY_CHARACTER } from '../support/any-character.ts';
import { DISTRIBUTION, headersOf, hmac, ORDER, PAYMENT, REFUND, SECRET } from '../support/webhooks/payloads.ts';

// `npm run fuzz:webhooks` makes a million; SEED repeats a run.
const runs = Number(process.env['WEBHOOK_FUZZ_RUNS'] ?? 20_000);
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const genuine = [ORDER, PAYMENT, REFUND, DISTRIBUTION].map((payload) => {
  const body = Buffer.from(JSON.stringify(payload));
  return { body, signature: hmac(body) };
});

const bytes = fc.uint8Array({ maxLength: 300 });
const text = fc.oneof(fc.string({ unit: ANY_CHARACTER, maxLength: 300 }), fc.json());
const anything = fc.oneof(
  bytes,
  text,
  bytes.map((one) => new Uint8Array(one).buffer),
  fc.jsonValue(),
  fc.constant(undefined),
);

/** A genuine delivery with one thing changed in its body or in its signature. */
const mutated = fc
  .record({ which: fc.nat(genuine.length - 1), at: fc.nat(), bit: fc.nat(7), how: fc.nat(7), tail: bytes })
  .map(({ which, at, bit, how, tail }) => {
    const { body, signature } = genuine[which] as (typeof genuine)[number];
    const place = at % body.length;
    const flipped = Buffer.from(body);
    flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
    const cut = Buffer.concat([body.subarray(0, place), body.subarray(place + 1)]);
    const grown = Buffer.concat([body, Buffer.from(tail), Buffer.from([bit])]);
    const swapped = Buffer.concat([body.subarray(place), body.subarray(0, place)]);
    const other = genuine[(which + 1) % genuine.length] as (typeof genuine)[number];
    const digit = at % 64;
    const wrong = signature.slice(0, digit) + (signature[digit] === 'a' ? 'b' : 'a') + signature.slice(digit + 1);
    const made: [Uint8Array | string, string][] = [
      [flipped, signature],
      [cut, signature],
      [grown, signature],
      [place === 0 ? grown : swapped, signature],
      [body, wrong],
      [body, signature.slice(0, digit)],
      [body, other.signature],
      [body.toString('utf8').replace('"', '\uFEFF"'), signature],
    ];
    return made[how] as [unknown, string];
  });

const random = fc.tuple(
  anything,
  fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }), fc.string()),
);

const headers = fc.record(
  {
    'x-paysera-signature-alg': fc.oneof(fc.constant('HMAC-SHA256'), fc.constant('HMAC-SHA256'), fc.string()),
    'X-PAYSERA-SIGNATURE': fc.oneof(fc.string(), fc.array(fc.string())),
    __proto__: fc.string(),
  },
  { requiredKeys: [] },
);

describe('random and mutated deliveries', () => {
  it('are all refused, with WebhookVerificationError and nothing else, in constant memory', {
    timeout: 1_800_000,
  }, async () => {
    console.log(`seed ${seed}, ${runs} deliveries`);
    const reasons = new Map<string, number>();
    let settled = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: mutated }, random),
        fc.option(headers),
        async ([body, signature], more) => {
          const deliveryHeaders = more ? { ...headersOf(signature), ...more } : headersOf(signature);
          const error: unknown = await verifyWebhook({
            body: body as never,
            headers: deliveryHeaders as never,
            secret: SECRET,
          }).then(
            () => new Error('accepted'),
            (error: unknown) => error,
          );
          if (!isWebhookVerificationError(error)) throw error;
          reasons.set(error.reason, (reasons.get(error.reason) ?? 0) + 1);
          if (++count === Math.floor(runs / 4)) settled = heap();
        },
      ),
      { numRuns: runs, seed },
    );
    const grown = heap() - settled;
    console.log(
      `refused ${count}: ${JSON.stringify(Object.fromEntries(reasons))}; heap grew by ${grown} bytes over the last three quarters`,
    );
    expect(count).toBe(runs);
    expect(reasons.get('wrong-signature')).toBeGreaterThan(runs / 10);
    // fast-check itself keeps a few bytes; a leak of one event a delivery would be hundreds.
    expect(grown / runs).toBeLessThan(64);
  });
});

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
