import { describe, expect, test } from 'vitest';
import type { PayseraEvent, Validation } from '../../../../src/index.ts';
import { isServerRequestId } from '../../../../src/runtime/transport/request-id.ts';
import { CREDENTIALS, recurringAt } from '../../../support/clients.ts';
import { errorOf } from '../../../support/error-of.ts';

const TOKEN = 'c3VwZXItc2VjcmV0-token_1';
const MAC =
  'MAC id="wkVd93h2uS", ts="1343818800", nonce="nQnNaSNyubfPErjRO55yaaEYo9YZfKHN", mac="SWqG6vEcHP/qD8f=", ext=""';

describe('a request id that echoes what was sent is not taken for Paysera’s', () => {
  const carried = {
    body: '{"reference":"ORDER-12345"}',
    authorizations: [`Bearer ${TOKEN}`, MAC],
    credentials: ['client-secret-1'],
  };
  test.each([
    ['the token', TOKEN],
    ['a part of the token', TOKEN.slice(2, 12)],
    ['the token in other text', `trace:${TOKEN}`],
    ['the token between other text', `trace-${TOKEN}-1`],
    ['the client secret in other text', 'req.client-secret-1.x'],
    ['the nonce in other text', 'trace:nQnNaSNyubfPErjRO55yaaEYo9YZfKHN'],
    ['the signature in other text', 'x/SWqG6vEcHP/qD8f=/y'],
    ['a part of the body', 'ORDER-12345'],
    ['the client secret in capitals', 'CLIENT-SECRET-1'],
    ['the client secret in base64', btoa('client-secret-1')],
    ['the client id and secret as HTTP Basic has them', btoa('client-id:client-secret-1')],
    ['the client secret in base64 for URLs', btoa('ÿÿ>client-secret-1').replaceAll('+', '-').replaceAll('/', '_')],
    ['the token in base64', btoa(TOKEN)],
  ])('%s', (_, requestId) => {
    expect(isServerRequestId(requestId, carried)).toBe(false);
  });

  test.each(['a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a', 'req-1', 'MAC', 'Root=1-67891233-abcdef012345678912345678'])(
    '%s, which echoes nothing, is',
    (requestId) => {
      expect(isServerRequestId(requestId, carried)).toBe(true);
    },
  );
});

/** A client whose every response is `json`, without a network. */
function respondingWith(json: unknown, validation: Validation = 'report') {
  const drifts: Extract<PayseraEvent, { type: 'drift' }>[] = [];
  const recurring = recurringAt('https://paysera.example', {
    validation,
    fetch: async () => Response.json(typeof json === 'function' ? json() : json),
    onEvent: (event) => {
      if (event.type === 'drift') drifts.push(event);
    },
  });
  return { recurring, drifts };
}

describe('fields that a server invents', () => {
  const request = { id: 'a', status: 'new' };

  test('are reported by name only if a field could have that name', async () => {
    const { recurring, drifts } = respondingWith({
      ...request,
      new_field: 1,
      'not-before': 1,
      [`Bearer ${CREDENTIALS.macKey}`]: 1,
      'ada@example.com': 1,
      ['x'.repeat(41)]: 1,
      '\u001b[2J': 1,
    });
    await recurring.paymentRequests.get('a');
    expect(drifts.map(({ path }) => path)).toEqual(['new_field', 'not-before', '[name]']);
  });

  test('are reported at most 100 times per response, and 1,000 times in all', async () => {
    let next = 0;
    const { recurring, drifts } = respondingWith(() => ({
      ...request,
      ...Object.fromEntries(Array.from({ length: 150 }, () => [`field_${next++}`, 1])),
    }));
    await recurring.paymentRequests.get('a');
    expect(drifts).toHaveLength(100);
    for (let call = 0; call < 20; call++) await recurring.paymentRequests.get('a');
    expect(drifts).toHaveLength(1000);
  });

  test('in their tens of thousands are not compared one by one', async () => {
    const json = { ...request, order_id: Array.from({ length: 30_000 }, (_, i) => i) };
    const { recurring, drifts } = respondingWith(json);
    expect(await recurring.paymentRequests.get('a')).toEqual(json);
    expect(drifts).toMatchObject([{ path: '', expected: 'at most 20000 values', received: 'more' }]);
    const error = await errorOf(respondingWith(json, 'throw').recurring.paymentRequests.get('a'));
    expect(error).toMatchObject({ name: 'ResponseValidationError', data: json });
  });
});
