import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { onEachStore } from '../support/state/each-store.ts';
import { fourProcesses } from '../support/state/four-processes.ts';

const CHILD = new URL('./token-child.ts', import.meta.url);
const callTogether = fourProcesses(CHILD);
const TOKEN = 'the-token-itself';

/** A Paysera that counts token requests, and takes its time for each. */
async function paysera(onToken: (count: number) => Promise<unknown>) {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const isToken = request.url?.endsWith('/token');
    if (isToken) await onToken(++requests);
    const body = isToken ? { access_token: TOKEN, expires_in: 3600 } : { order_id: 'o', status: 'new' };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => requests };
}

describe('the tokens of a state', () => {
  onEachStore((connection, store) => {
    const start = async (count: number, baseUrl: string, clientSecret: string): Promise<ChildProcess[]> => {
      const children = Array.from({ length: count }, () => fork(fileURLToPath(CHILD)));
      await Promise.all(children.map((child) => send(child, { store, baseUrl, clientSecret })));
      return children;
    };
    const send = (child: ChildProcess, message: unknown) => {
      const done = once(child, 'message');
      child.send({ message });
      return done;
    };

    test('are requested once by four processes that start together', { timeout: 60_000 }, async () => {
      const { url, count } = await paysera(() => setTimeout(200));
      await callTogether({ store, baseUrl: url, clientSecret: crypto.randomUUID() });
      expect(count()).toBe(1);
    });

    // Once: it waits for a lease, which is the same on each store.
    if (store.client === 'node:sqlite') {
      test('are requested by another process when the one whose turn it was is killed', {
        timeout: 60_000,
      }, async () => {
        let killed: ChildProcess | undefined;
        const { url, count } = await paysera(async (request) => {
          if (request === 1) killed?.kill('SIGKILL');
        });
        const [first, second] = await start(2, url, crypto.randomUUID());
        if (!first || !second) throw new Error('Two were started.');
        killed = first;
        const died = once(first, 'exit');
        first.send({ message: 'go' });
        await died;
        await send(second, 'go');
        second.disconnect();
        expect(count()).toBe(2);
      });
    }

    test('are kept under a key, and forgotten or replaced', async () => {
      const { tokens } = connection().state();
      const key = crypto.randomUUID();
      expect(await tokens.get(key)).toBeUndefined();
      await tokens.set(key, 'sealed-1', 60_000);
      await tokens.set(key, 'sealed-2', 60_000);
      expect(await tokens.get(key)).toBe('sealed-2');
    });
  });
});
