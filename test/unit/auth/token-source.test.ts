import '../../support/loaded.ts';
// Loaded beforehand, since `settle` waits for no file to be read.
import { describe, expect, test } from 'vitest';
import { createTokenSource, isAuthenticationError } from '../../../src/index.ts';
import { endpoint, MINUTE, START, settle } from '../../support/token-endpoint.ts';

describe('a shared token', () => {
  test('is requested once for 1,000 concurrent callers', async () => {
    const { state, source } = endpoint();
    const tokens = source();
    const got = await Promise.all(Array.from({ length: 1000 }, () => tokens.get()));
    expect(state.requested).toBe(1);
    expect(new Set(got)).toEqual(new Set(['token-1']));
  });

  test('is reused until 300 s before it expires', async () => {
    const { state, source } = endpoint();
    const tokens = source();
    await tokens.get();
    state.now = START + 3_299_000;
    await tokens.get();
    await settle();
    expect(state.requested).toBe(1);
  });

  test('is then refreshed once in the background, while the old one is still used', async () => {
    let release = () => {};
    const { state, source } = endpoint((count) =>
      count === 1 ? {} : new Promise<object>((resolve) => (release = () => resolve({}))),
    );
    const tokens = source();
    await tokens.get();
    state.now = START + 3_300_000;
    expect(await Promise.all(Array.from({ length: 100 }, () => tokens.get()))).toEqual(Array(100).fill('token-1'));
    expect(state.requested).toBe(2);
    release();
    await settle();
    expect(await tokens.get()).toBe('token-2');
    expect(state.requested).toBe(2);
  });

  test('of 100 s is refreshed after half its lifetime', async () => {
    const { state, source } = endpoint(() => ({ expires_in: 100 }));
    const tokens = source();
    await tokens.get();
    state.now = START + 49_000;
    await tokens.get();
    await settle();
    expect(state.requested).toBe(1);
    state.now = START + 51_000;
    expect(await tokens.get()).toBe('token-1');
    await settle();
    expect(await tokens.get()).toBe('token-2');
  });

  test('is never used once it has expired', async () => {
    const { state, source } = endpoint();
    const tokens = source();
    await tokens.get();
    state.now = START + 3_600_000;
    expect(await tokens.get()).toBe('token-2');
  });
});

describe('a lifetime in expires_in', () => {
  const EXPIRED = { 'half a minute': 30_000, 'a minute': MINUTE, 'an hour': 60 * MINUTE, 'a day': 1440 * MINUTE };
  test.each<[unknown, keyof typeof EXPIRED]>([
    [undefined, 'a minute'],
    [null, 'a minute'],
    ['soon', 'a minute'],
    ['', 'a minute'],
    ['  ', 'a minute'],
    [{}, 'a minute'],
    [30.9, 'half a minute'],
    ['3600', 'an hour'],
    [3600, 'an hour'],
    [1e300, 'a day'],
    ['999999999999', 'a day'],
  ])('of %j means %s', async (expires_in, life) => {
    const { state, source } = endpoint(() => ({ expires_in }));
    const tokens = source();
    await tokens.get();
    state.now = START + EXPIRED[life] - 1;
    expect(await tokens.get()).toBe('token-1');
    await settle();
    state.now = START + EXPIRED[life] * 3;
    expect(await tokens.get()).not.toBe('token-1');
  });

  test.each([0, -1, -3600, '0'])('of %j serves only the callers that are waiting for the token', async (expires_in) => {
    const { state, source } = endpoint(() => ({ expires_in }));
    const tokens = source();
    expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1']);
    expect(await tokens.get()).toBe('token-2');
    expect(state.requested).toBe(2);
  });
});

describe('a failed refresh', () => {
  const failing = () =>
    endpoint((count) => (count === 1 ? {} : Response.json({ error: 'service_unavailable' }, { status: 503 })));

  test('fails no call while the old token is valid', async () => {
    const { state, source } = failing();
    const tokens = source();
    await tokens.get();
    state.now = START + 3_400_000;
    for (let count = 0; count < 5; count++) {
      expect(await tokens.get()).toBe('token-1');
      await settle();
    }
    expect(state.requested, 'it rests 10 s after a failure').toBe(2);
    state.now += 9_999;
    expect(await tokens.get()).toBe('token-1');
    await settle();
    expect(state.requested).toBe(2);
    state.now += 1;
    expect(await tokens.get()).toBe('token-1');
    await settle();
    expect(state.requested).toBe(3);
  });

  test('fails the call once the old token has expired', async () => {
    const { state, source } = failing();
    const tokens = source();
    await tokens.get();
    state.now = START + 3_600_001;
    await expect(tokens.get()).rejects.toMatchObject({ name: 'ServerError', status: 503 });
  });
});

describe('a token request', () => {
  test('with bad credentials ends in an AuthenticationError for every caller, after one request', async () => {
    const { state, source } = endpoint(() =>
      Response.json(
        { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
        { status: 401 },
      ),
    );
    const tokens = source();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => tokens.get()));
    expect(state.requested).toBe(1);
    for (const result of results) {
      const error = result.status === 'rejected' ? result.reason : undefined;
      expect(isAuthenticationError(error)).toBe(true);
      expect(error).toMatchObject({ status: 401, error: 'invalid_client', operation: 'createAccessToken' });
      expect(JSON.stringify(error) + String(error)).not.toContain('client-secret-1');
    }
  });

  test('that failed is not cached: the next call tries again', async () => {
    const { source } = endpoint((count) => (count === 1 ? Response.json({}, { status: 500 }) : {}));
    const tokens = source();
    await expect(tokens.get()).rejects.toMatchObject({ status: 500 });
    expect(await tokens.get()).toBe('token-2');
  });

  test.each<[string, unknown]>([
    ['no access_token', { access_token: undefined }],
    ['an empty one', { access_token: '' }],
    ['one that is a number', { access_token: 7 }],
    ['one that would break the header', { access_token: 'a\r\nX-Other: b' }],
    ['HTML', new Response('<html>busy</html>', { status: 200 })],
    ['nothing', new Response('', { status: 200 })],
    ['null', new Response('null', { status: 200 })],
  ])('answered by a 200 with %s ends in a MalformedResponseError', async (_, response) => {
    await expect(
      endpoint(() => response)
        .source()
        .get(),
    ).rejects.toMatchObject({ name: 'MalformedResponseError' });
  });

  test('that is never answered ends in a TimeoutError, even when fetch ignores its signal', async () => {
    const tokens = createTokenSource({
      clientId: 'a',
      clientSecret: 'b',
      tokenUrl: 'https://api.paysera.com/token',
      timeout: 20,
      fetch: () => new Promise(() => {}),
    });
    await expect(tokens.get()).rejects.toMatchObject({ name: 'TimeoutError', operation: 'createAccessToken' });
  });

  test('with empty credentials is refused when the source is created', () => {
    for (const pair of [
      { clientId: '', clientSecret: 'b' },
      { clientId: 'a', clientSecret: '' },
    ]) {
      expect(() => createTokenSource({ ...pair, tokenUrl: 'https://api.paysera.com/token' })).toThrow(
        /clientId and clientSecret/,
      );
    }
  });
});

describe('invalidate', () => {
  test('discards the current token, so that the next call requests a new one', async () => {
    const { source } = endpoint();
    const tokens = source();
    tokens.invalidate(await tokens.get());
    expect(await tokens.get()).toBe('token-2');
  });

  test('of an older token keeps the newer one: a late 401 has no effect', async () => {
    const { state, source } = endpoint();
    const tokens = source();
    const old = await tokens.get();
    tokens.invalidate(old);
    await tokens.get();
    tokens.invalidate(old);
    expect(await tokens.get()).toBe('token-2');
    expect(state.requested).toBe(2);
  });

  test('during a refresh waits for it instead of starting another', async () => {
    let release = () => {};
    const { state, source } = endpoint((count) =>
      count === 1 ? {} : new Promise<object>((resolve) => (release = () => resolve({}))),
    );
    const tokens = source();
    const old = await tokens.get();
    state.now = START + 3_400_000;
    await tokens.get();
    tokens.invalidate(old);
    const waiting = tokens.get();
    await settle();
    release();
    expect(await waiting).toBe('token-2');
    expect(state.requested).toBe(2);
  });
});

describe('an abort', () => {
  test('of one caller does not affect the others', async () => {
    let release = () => {};
    const { source } = endpoint(() => new Promise<object>((resolve) => (release = () => resolve({}))));
    const tokens = source();
    const controller = new AbortController();
    const gone = tokens.get(controller.signal);
    const stays = tokens.get();
    controller.abort(new Error('my own reason'));
    await expect(gone).rejects.toThrow('my own reason');
    await settle();
    release();
    expect(await stays).toBe('token-1');
  });

  test('before the call prevents the request', async () => {
    const { state, source } = endpoint();
    await expect(source().get(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    expect(state.requested).toBe(0);
  });
});
