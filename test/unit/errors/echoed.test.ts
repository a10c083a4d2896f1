import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createCheckout, createRecurringBilling } from '../../../src/index.ts';
import { CHARGE } from '../../support/model/wanted.ts';

const SECRET = `s3cr"et<&'>-of-the-shop`;

/** What an error prints after the server has repeated a text in every way it can. */
async function printedAfter(
  echoed: string,
  call: (fetch: typeof globalThis.fetch) => Promise<unknown>,
): Promise<string> {
  const body = {
    error: 'invalid_request',
    error_description: `Refused: ${echoed}.`,
    error_properties: { x: [echoed] },
  };
  const fetch: typeof globalThis.fetch = async (input) =>
    String(input).endsWith('/token')
      ? Response.json({ access_token: 'token-1', expires_in: 3600 })
      : Response.json(body, { status: 400 });
  const error = await call(fetch).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  return inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
}

const checkout = (fetch: typeof globalThis.fetch) =>
  createCheckout({ clientId: 'client-1', clientSecret: SECRET, rateLimit: false, fetch });
const create = (fetch: typeof globalThis.fetch) =>
  checkout(fetch).orders.create({ purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } });
const charge = (payer: Record<string, string>) => (fetch: typeof globalThis.fetch) =>
  createRecurringBilling({ macId: 'm', macKey: 'key-of-the-shop', businessId: 'b', fetch }).paymentRequests.create({
    ...CHARGE,
    payer,
  });

describe('what a server repeats of a request is not printed', () => {
  test.each([
    ['a short name', { name: 'Ada' }, 'Ada', 'the name is Ada, is it'],
    ['a short name in another case', { name: 'Ada' }, 'ADA', 'ADA'],
    ['a part of a name', { full_name: 'Ada Lovelace-Byron' }, 'Lovelace', 'Lovelace-Byron'],
    ['the first part of a name', { full_name: 'Eve Lovelace' }, 'Eve', 'Eve'],
    ['a name with diacritics', { name: 'Žydrūnė', surname: 'Ąžas' }, 'Ąžas', 'Ąžas'],
    ['a short code', { personal_code: 'QX7Z' }, 'QX7Z', 'code QX7Z'],
    ['a short name of signs', { name: 'J-$.)' }, 'J-$.)', 'J-$.)'],
  ])('%s', async (_, payer, leak, echoed) => {
    expect(await printedAfter(echoed, charge(payer))).not.toContain(leak);
  });

  test('what was searched for', async () => {
    const search = (fetch: typeof globalThis.fetch) =>
      Promise.resolve(checkout(fetch).orders.list({ q: 'Jonas Petraitis' }).toArray());
    for (const leak of ['Jonas Petraitis', 'Petraitis', 'Jonas'])
      expect(await printedAfter(leak, search)).not.toContain(leak);
  });

  test.each([...'\\^$.*+?()[]{}|-_#&~!=<>:@%'])('what was searched for with the sign %s in it', async (sign) => {
    const q = `A${sign}1`;
    const search = (fetch: typeof globalThis.fetch) => Promise.resolve(checkout(fetch).orders.list({ q }).toArray());
    const printed = await printedAfter(`for ${q} only`, search);
    expect(printed).toContain('ValidationError');
    expect(printed).toContain('for [redacted] only');
  });

  test.each<[string, (secret: string) => string]>([
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', (secret) => Buffer.from(secret).toString('base64url')],
    ['in base64 behind an id', (secret) => Buffer.from(`client-1:${secret}`).toString('base64')],
    ['in base64 within a text', (secret) => Buffer.from(`xx${secret}yyy`).toString('base64')],
    ['escaped for HTML', (secret) => htmlOf(secret, '&#39;')],
    ['escaped for HTML by PHP', (secret) => htmlOf(secret, '&#039;')],
    ['escaped for XML', (secret) => htmlOf(secret, '&apos;')],
    ['as it is', (secret) => secret],
  ])('the secret %s', async (_, encode) => {
    const printed = await printedAfter(encode(SECRET), create);
    expect(printed).not.toContain(encode(SECRET));
    expect(printed).toContain('[redacted]');
  });

  test('while the words around it stay', async () => {
    const printed = await printedAfter('the payer Ada was refused, Adamant or not', charge({ name: 'Ada' }));
    expect(printed).toContain('the payer [redacted] was refused, Adamant or not');
  });
});

function htmlOf(text: string, quote: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": quote };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
