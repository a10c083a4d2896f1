import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { contextOf } from '../../src/sandbox/start.ts';
import { attemptsAhead, resendFailed } from '../../src/sandbox/webhooks/schedule.ts';
import { orderWithLink, plainClient } from './plain-client.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A shop that answers in its own way, and a sandbox with one paid order of it. */
async function delivered(answer: RequestListener): Promise<Sandbox> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sandbox = await startSandbox({ clock: 'stopped' });
  closing.push(
    () => sandbox.stop(),
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const { port } = server.address() as AddressInfo;
  const { url } = await orderWithLink(plainClient(sandbox), `http://127.0.0.1:${port}/hooks`);
  await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  return sandbox;
}

test('an attempt keeps what the shop answered: status, headers, body, and the time it took', async () => {
  const sandbox = await delivered((_, response) =>
    response.writeHead(422, { 'X-Shop': 'yes' }).end('{"error":"no such order"}'),
  );
  const [attempt] = sandbox.webhooks.list()[0]?.attempts ?? [];
  expect(attempt).toMatchObject({
    outcome: 422,
    duration: expect.any(Number),
    response: { headers: { 'x-shop': 'yes' }, body: '{"error":"no such order"}' },
  });
});

test('of a long body only the first 4,096 characters are kept, and an endless one is not waited for', async () => {
  const sandbox = await delivered((_, response) => {
    response.writeHead(200);
    response.write('x'.repeat(100_000));
  });
  const [{ status, attempts } = { attempts: [] }] = sandbox.webhooks.list();
  expect(status).toBe('delivered');
  expect(attempts[0]?.response?.body).toBe(`${'x'.repeat(4096)}…`);
});

test.each([
  ['that comes at once', () => {}],
  ['that never comes', () => new Promise<void>(() => {})],
])('of a handler in this process, an endless body %s counts by its status, and is cancelled', async (_, wait) => {
  let cancelled = false;
  const sandbox = await startSandbox({
    clock: 'stopped',
    port: false,
    deliver: () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            controller.enqueue(new TextEncoder().encode('x'.repeat(1024)));
            await wait();
          },
          cancel() {
            cancelled = true;
          },
        }),
      ),
  });
  closing.push(() => sandbox.stop());
  const { url } = await orderWithLink(plainClient(sandbox, sandbox.fetch), 'https://shop.example/hooks');
  await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  const [{ status, attempts } = { attempts: [] }] = sandbox.webhooks.list();
  expect(status).toBe('delivered');
  expect(attempts[0]).toMatchObject({ outcome: 200, response: { body: expect.stringMatching(/^x{1024,4096}…?$/) } });
  expect(cancelled).toBe(true);
});

test('an attempt without an answer keeps the reason, and one lost in transit took no time', async () => {
  const sandbox = await delivered((request) => request.socket.destroy());
  expect(sandbox.webhooks.list()[0]?.attempts).toEqual([
    { at: sandbox.clock.now(), outcome: 'ECONNRESET', duration: expect.any(Number) },
  ]);
  sandbox.faults.on('webhook', { do: 'lose', times: 2 });
  await sandbox.clock.advance('1h');
  expect(sandbox.webhooks.list()[0]?.attempts[1]).toEqual({ at: sandbox.clock.now(), outcome: 'lost in transit' });
});

test('the retries ahead are known: 1, 5 and 25 hours after each failure', async () => {
  const sandbox = await delivered((_, response) => response.writeHead(500).end());
  const ahead = () => {
    const [delivery] = sandbox.webhooks.list();
    return delivery && attemptsAhead(delivery).map((time) => (time - sandbox.clock.now()) / 3_600_000);
  };
  expect(ahead()).toEqual([1, 6, 31]);
  await sandbox.clock.advance('1h');
  expect(ahead()).toEqual([5, 30]);
  await sandbox.clock.advance('30h');
  expect(ahead()).toEqual([]);
});

test('all that failed are sent again, and nothing else is', async () => {
  let status = 401;
  const seen: number[] = [];
  const sandbox = await delivered((_, response) => {
    seen.push(status);
    response.writeHead(status).end();
  });
  status = 200;
  const { url } = await orderWithLink(plainClient(sandbox), sandbox.webhooks.list()[0]?.url);
  await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  const states = () => sandbox.webhooks.list().map((delivery) => delivery.status);
  expect(states()).toEqual(['rejected', 'rejected', 'delivered', 'delivered']);
  resendFailed(contextOf(sandbox));
  await sandbox.webhooks.idle();
  expect(states()).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
  expect(seen).toHaveLength(6);
});
