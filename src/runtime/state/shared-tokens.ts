import type { Secret } from '../../auth/secret.ts';
import type { StoredToken, TokenTurns } from '../../auth/token-store.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { Emit } from '../events.ts';
import { sleep } from '../transport/sleep.ts';
import { createReach } from './reach.ts';
import { createSeal } from './seal.ts';
import type { SealedTokens } from './sealed-tokens.ts';

// Milliseconds that the store is waited for.
const PATIENCE = 2_000;
// Milliseconds for which a process keeps its turn to request a token, unless it renews it.
const LEASE = 10_000;
const RENEW_EVERY = 4_000;
// Milliseconds after which a process looks whether another one has its token, at first and at most.
const FIRST_LOOK = 50;
const LOOK_EVERY = 1_000;

/** One token for all processes, sealed in their store. While that is unavailable, each has a token of its own. */
export function sharedTokens(store: SealedTokens, secret: Secret, emit: Emit): TokenTurns {
  const reach = createReach('tokens', emit);
  const { seal, open } = createSeal(secret, 'paysera-client access token');
  return {
    async get(key) {
      const sealed = await reach(() => store.get(key), PATIENCE);
      const text = typeof sealed === 'string' ? await open(sealed, key) : undefined;
      return text === undefined ? undefined : parse(text);
    },
    async set(key, token) {
      if (!token) return;
      const sealed = await seal(JSON.stringify(token), key);
      await reach(() => store.set(key, sealed, token.lifetime * 1000), PATIENCE);
    },
    async takeTurn(key, find, signal) {
      const owner = crypto.randomUUID();
      const claim = () => reach(() => store.claim(key, owner, LEASE), PATIENCE);
      for (let pause = FIRST_LOOK; ; pause = Math.min(2 * pause, LOOK_EVERY)) {
        const isMine = await claim();
        // Another process may have had its turn since this one looked.
        const found = isMine === undefined ? undefined : await find();
        const renewing = isMine && !found ? setInterval(claim, RENEW_EVERY) : undefined;
        const end = () => {
          clearInterval(renewing);
          if (isMine) reach(() => store.release(key, owner), PATIENCE);
        };
        if (found) end();
        if (found || isMine !== false) return { found, end };
        await sleep(pause, signal);
      }
    },
  };
}

/** Sealed by a client of ours: all that can be wrong with it is its version. */
function parse(text: string): StoredToken | undefined {
  const { accessToken, expiresAt, lifetime } = fieldsOf(JSON.parse(text));
  if (typeof accessToken !== 'string' || typeof expiresAt !== 'number' || typeof lifetime !== 'number')
    return undefined;
  return { accessToken, expiresAt, lifetime };
}
