import { describe, expect, test } from 'vitest';
import { createTokenSource, type TokenOutcome, type TokenSourceOptions } from '../../../src/index.ts';
import { errorOf } from '../../support/error-of.ts';

const SOURCE = {
  clientId: 'client-1',
  clientSecret: 'client-secret-1',
  tokenUrl: 'https://api.paysera.com/token',
};
const TOKEN = { access_token: 'token-1', expires_in: 3600 };

/** A source that tells what it sent and what it reported. */
function observed(respond: () => unknown, options: Partial<TokenSourceOptions> = {}) {
  const sent: { readonly url: unknown; readonly init: RequestInit }[] = [];
  const outcomes: TokenOutcome[] = [];
  const tokens = createTokenSource({
    ...SOURCE,
    fetch: async (url, init = {}) => {
      sent.push({ url, init });
      const given = await respond();
      return given instanceof Response ? given : Response.json(given);
    },
    onToken: (outcome) => outcomes.push(outcome),
    ...options,
  });
  return { tokens, sent, outcomes };
}

describe('a token request', () => {
  test('is a form with the credentials, asks for JSON and follows no redirect', async () => {
    const { tokens, sent } = observed(() => TOKEN);
    await tokens.get();
    expect(sent).toEqual([
      {
        url: 'https://api.paysera.com/token',
        init: {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
          body: 'grant_type=client_credentials&client_id=client-1&client_secret=client-secret-1',
          redirect: 'manual',
          signal: expect.any(AbortSignal),
        },
      },
    ]);
  });

  test('that cannot be sent is a ConnectionError that says what to check', async () => {
    const { tokens } = observed(() => Promise.reject(new TypeError('fetch failed')));
    expect(await errorOf(tokens.get())).toMatchObject({
      name: 'ConnectionError',
      operation: 'createAccessToken',
      message: 'The token endpoint could not be reached. Check the network, DNS and `tokenUrl`.',
    });
  });

  test('never shows a credential that the endpoint or the network repeats in an error', async () => {
    const echo = 'unknown client-1, client-secret-1';
    for (const respond of [
      () => Response.json({ error: 'invalid_client', error_description: echo }, { status: 401 }),
      () => Promise.reject(new TypeError(echo)),
    ]) {
      const error = await errorOf(observed(respond).tokens.get());
      const shown = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n');
      expect(shown).not.toMatch(/client-1|client-secret-1/);
    }
  });

  test('that takes too long is a TimeoutError that names the limit', async () => {
    const { tokens } = observed(() => new Promise(() => {}), { timeout: 5 });
    expect(await errorOf(tokens.get())).toMatchObject({
      name: 'TimeoutError',
      operation: 'createAccessToken',
      message: 'The token endpoint did not respond within 5 ms. Check the network, or set a longer `timeout`.',
    });
  });
});

describe('each token is reported by its outcome, never by its value:', () => {
  test('issued', async () => {
    const { tokens, outcomes } = observed(() => TOKEN);
    await tokens.get();
    await tokens.get();
    expect(outcomes).toEqual([{ outcome: 'issued', lifetime: 3600 }]);
  });

  test('found in the store', async () => {
    const stored = { accessToken: 'stored', expiresAt: Date.now() + 1_800_000, lifetime: 3600 };
    const store = { get: async () => stored, set: async () => {} };
    const { tokens, outcomes } = observed(() => TOKEN, { store });
    expect(await tokens.get()).toBe('stored');
    expect(outcomes).toEqual([{ outcome: 'from-store', lifetime: 3600 }]);
  });

  test('failed, with the code of the error', async () => {
    const { tokens, outcomes } = observed(() => Response.json({}, { status: 503 }));
    const { code } = await errorOf(tokens.get());
    expect(outcomes).toEqual([{ outcome: 'failed', code }]);
  });

  test('to a listener that throws, which changes nothing for the callers', async () => {
    const onToken = () => {
      throw new Error('of the listener');
    };
    const stored = { accessToken: 'stored', expiresAt: Date.now() + 1_800_000, lifetime: 3600 };
    const store = { get: async () => stored, set: async () => {} };
    expect(await observed(() => TOKEN, { onToken }).tokens.get()).toBe('token-1');
    expect(await observed(() => TOKEN, { onToken, store }).tokens.get()).toBe('stored');
    const failing = observed(() => Response.json({}, { status: 503 }), { onToken });
    expect(await errorOf(failing.tokens.get())).toMatchObject({ name: 'ServerError' });
  });
});
