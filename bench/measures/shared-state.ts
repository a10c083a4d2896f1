import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { GateStore, State } from '../../src/index.ts';
import { redisServer } from '../../test/support/state/servers.ts';
import { ID } from '../contender.ts';
import { interleave, median, ratioOf } from '../interleave.ts';
import { startLoopback } from '../loopback.ts';
import { ours, redisEntry } from '../ours.ts';
import type { Row } from '../row.ts';

// Milliseconds.
const EVER = 2 ** 31 - 1;

/** What a call with a state in Redis costs, beside the same call without one and a round trip to the same Redis. */
export async function sharedState(quick: boolean): Promise<Row[]> {
  const server = await redisServer();
  if (!server) return [];
  const redis = new Redis(server.url);
  await once(redis, 'ready');
  const prefix = `paysera-bench:${crypto.randomUUID()}:`;
  const { origin, stop } = await startLoopback();
  try {
    const { createCheckout } = await ours();
    const { redisState } = await redisEntry();
    const connect = (state?: State) => {
      const options = { clientId: 'bench', clientSecret: 'bench-secret', baseUrl: origin };
      const { orders } = createCheckout(state ? { ...options, state } : { ...options, rateLimit: false });
      return () => orders.get(ID);
    };
    const { gate, ...rest } = redisState(redis, { prefix });
    const shared = connect({ ...rest, gate: withoutWaiting(gate) });
    const alone = connect();
    const contenders = [
      { name: 'paysera-client with redisState', run: shared },
      { name: 'without a state', run: alone },
      { name: 'without a state, and a PING', run: async () => [await redis.ping(), await alone()] },
    ];
    for (const { run } of contenders) await run();
    const [measured, ...peers] = await interleave(contenders, { rounds: quick ? 15 : 150, calls: 40 });
    if (!measured) return [];
    return peers.map(
      (peer, index): Row => ({
        group: 'A call with a state in Redis, both on loopback',
        what: 'GET',
        unit: 'µs',
        ours: median(measured.wall),
        peer: { name: peer.name, value: median(peer.wall) },
        ratio: ratioOf(measured, peer, 'wall'),
        ...(index === 1 && { budget: { on: 'ratio', limit: 1.25 } }),
      }),
    );
  } finally {
    stop();
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
    await server.stop();
  }
}

/** The store does all of its work, with the 50 places of a full gate. But nobody waits for a place. */
function withoutWaiting(gate: GateStore): GateStore {
  return {
    reserve: async (request) => ({ ...(await gate.reserve({ ...request, within: EVER })), wait: 0 }),
  };
}
