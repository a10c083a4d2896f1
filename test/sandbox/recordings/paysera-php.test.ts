import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { checkMac, createNonces } from '../../../src/sandbox/recurring/mac-check.ts';
import { contextOf } from '../../../src/sandbox/start.ts';
import recording from '../../fixtures/paysera-php.json' with { type: 'json' };
import { ANSWERS_NOW } from '../../support/php-answers.ts';
import { type VerifiedMac, verifyMac } from '../../support/verify-mac.ts';

// Requests as Paysera's own PHP libraries put them on the wire, byte for byte.
const { credentials, requests } = recording;

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

const utf8 = new TextEncoder();
const signed: readonly (readonly [number, Sent])[] = requests.flatMap((sent, index) =>
  sent.sender === 'recurring' ? [[index, sent] as const] : [],
);
/** The recorder signed this one with another key on purpose. */
const WRONG_KEY = 27;

/** Two verdicts on the same bytes: of the verifier that these tests bring, and of the sandbox. */
async function verdicts(
  { method, url, headers, body }: Sent,
  macKey = credentials.macKey,
): Promise<readonly boolean[]> {
  const { pathname, search, host } = new URL(url);
  const target = pathname + search;
  const own: VerifiedMac = verifyMac(
    { method, url: target, headers: { ...headers, host }, body: Buffer.from(body), text: body } as never,
    macKey,
  );
  const rules = { now: Number(own.ts) * 1000, window: 300, requireBodyHash: true };
  const request = { method, url, target, authorization: headers['authorization'] ?? '', body: utf8.encode(body) };
  const { result } = await checkMac(request, { ...credentials, macKey }, rules, createNonces());
  return [own.valid && own.id === credentials.macId, result === 'accepted'];
}

/** The header with one attribute changed in its first character. */
function withOther(sent: Sent, attribute: string): Sent {
  const { authorization = '' } = sent.headers;
  const changed = authorization.replace(
    new RegExp(`(\\b${attribute}=")(.)`),
    (_, before: string, first: string) => before + (first === '1' ? '2' : '1'),
  );
  return { ...sent, headers: { ...sent.headers, authorization: changed } };
}

const MUTATIONS: Readonly<Record<string, (sent: Sent) => Sent | undefined>> = {
  method: (sent) => ({ ...sent, method: sent.method === 'GET' ? 'PUT' : 'GET' }),
  path: (sent) => ({ ...sent, url: sent.url.replace('/rest/', '/Rest/') }),
  query: (sent) => ({ ...sent, url: `${sent.url}${sent.url.includes('?') ? '&' : '?'}a=1` }),
  host: (sent) => ({ ...sent, url: sent.url.replace('127.0.0.1', 'localhost') }),
  port: (sent) => ({ ...sent, url: sent.url.replace(':4400', ':4401') }),
  body: (sent) => ({ ...sent, body: `${sent.body} ` }),
  'no body': (sent) => (sent.body === '' ? undefined : { ...sent, body: '' }),
  id: (sent) => withOther(sent, 'id'),
  ts: (sent) => withOther(sent, 'ts'),
  nonce: (sent) => withOther(sent, 'nonce'),
  mac: (sent) => withOther(sent, 'mac'),
  'body_hash in ext': (sent) => {
    if (sent.body === '') return undefined;
    const { authorization = '' } = sent.headers;
    return { ...sent, headers: { ...sent.headers, authorization: authorization.replace('body_hash=', 'body_hash=A') } };
  },
};

describe.each(signed)('the signature of recorded request %i', (index, sent) => {
  const holds = index !== WRONG_KEY;

  test(`${holds ? 'holds' : 'does not hold'} for the sandbox and for an independent verifier`, async () => {
    expect(await verdicts(sent)).toEqual([holds, holds]);
  });

  test('holds for no other request and no other key', async () => {
    for (const [name, mutate] of Object.entries(MUTATIONS)) {
      const mutated = mutate(sent);
      if (mutated) expect(await verdicts(mutated), name).toEqual([false, false]);
    }
    expect(await verdicts(sent, `${credentials.macKey}x`), 'key').toEqual([false, false]);
  });
});

/** What has to be there before a request, under the ids of the recording: which payment it follows, and what that issued. */
const PAID: Readonly<Record<number, { readonly notification: string; readonly token?: string }>> = {
  8: { notification: '6USDfKjEZ106JikeYwZkTfD2zOOg7KZX', token: 'w7bt6fYWEzHxTM0fzPfG7Y1QAsr' },
  26: { notification: '2hdyIUpW4d1mi5YhBVrBrlbh10qj1mG9' },
  28: { notification: 'fourth notification' },
  34: { notification: 'xgBIxXEvBe6lGKCUBAASNk4XFQP9_9jh', token: '6eWjhJcdin5osWPDyYgMOtq7_fF' },
};
const NOTIFIES: Readonly<Record<number, string>> = {
  45: 'dsCz6_uklkTVBJL-gEeTMVUTtAN_b4x4',
  52: 'jQleDdpjE_Hluay1mE7DjPPYxkDY-LZt',
};
const REQUEST_ID = /payment-requests\/([\w-]{32})/;

describe('the recorded requests, replayed in their order at their time', () => {
  let sandbox: Sandbox;
  /** Ids that the sandbox gives out next, by their length. */
  const next: string[] = [];
  let accessToken = '';
  let orderId = '';
  /** The page of the payment request that was answered last. */
  let payAt = '';

  beforeAll(async () => {
    sandbox = await startSandbox({
      ...{ port: false, credentials, clock: 'stopped', rateLimit: false, onError: () => {} },
      startAt: new Date(1_795_270_478_000),
      deliver: () => new Response(null, { status: 200 }),
    });
    const { ids } = contextOf(sandbox);
    const random = ids.token;
    ids.token = (length) => {
      const [first] = next;
      return first !== undefined && (first.length === length || length === 32) ? (next.shift() ?? '') : random(length);
    };
  });
  afterAll(() => sandbox.stop());

  /** The id that the recorder got for the request that it made here. */
  function recordedId(index: number): string | undefined {
    for (const { method, url } of requests.slice(index + 1)) {
      if (method === 'POST') return undefined;
      const [, id] = REQUEST_ID.exec(url) ?? [];
      if (id !== undefined) return id;
    }
    return undefined;
  }

  test.each(requests.map((sent, index) => [index, sent] as const))('request %i', async (index, sent) => {
    const time = Number(/ts="(\d+)"/.exec(sent.headers['authorization' as never] ?? '')?.[1] ?? 0) * 1000;
    if (time > sandbox.clock.now()) await sandbox.clock.advance(`${(time - sandbox.clock.now()) / 1000}s`);
    const isCreation = sent.sender === 'recurring' && sent.method === 'POST';
    const id = isCreation ? recordedId(index) : undefined;
    next.splice(0, next.length, ...[id, NOTIFIES[index]].filter((one) => one !== undefined));

    const { host: _, ...headers } = sent.headers as Record<string, string>;
    const bearer = headers['authorization']?.startsWith('Bearer ') && { authorization: `Bearer ${accessToken}` };
    const body = sent.body.replace('01a1fe76-2b2c-7000-85e7-79728d6efabb', orderId);
    const response = await sandbox.fetch(sent.url, {
      method: sent.method,
      headers: { ...headers, ...bearer },
      ...(body !== '' && { body }),
    });
    const answer = await response.json();
    const [status, why] = ANSWERS_NOW[index] ?? [sent.answered, 'as recorded'];
    expect(response.status, `${why}: ${JSON.stringify(answer)}`).toBe(status);

    if (answer.access_token) accessToken = answer.access_token;
    if (sent.sender === 'checkout') orderId ||= answer.order_id ?? '';
    if (answer.authorization_url) payAt = answer.authorization_url;
    const paid = PAID[index];
    if (!paid) return;
    next.splice(0, next.length, ...[paid.token, paid.notification].filter((one) => one !== undefined));
    await sandbox.payer.pay(payAt);
  });

  test('are all eighty, and nothing of Paysera’s was left out', () => {
    expect(requests).toHaveLength(80);
    expect(signed).toHaveLength(67);
  });
});
