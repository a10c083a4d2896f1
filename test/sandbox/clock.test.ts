import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { contextOf } from '../../src/sandbox/start.ts';
import { PAYMENT_REQUEST } from '../support/payment-request.ts';
import { orderWithLink, plainClient, REQUESTS } from './plain-client.ts';

async function withDatabase(use: (db: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  try {
    await use(join(folder, 'shop.sqlite'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const HOUR = 3_600_000;

describe('a restart with a database', () => {
  test('keeps a clock that was stopped where it was, and stopped', () =>
    withDatabase(async (db) => {
      const first = await startSandbox({ db, port: false });
      first.clock.stop();
      await first.clock.advance('3d');
      const time = first.clock.now();
      await first.stop();
      const second = await startSandbox({ db, port: false });
      expect([second.clock.now(), second.clock.stopped()]).toEqual([time, true]);
      await second.stop();
    }));

  test('keeps a clock that runs as far ahead as it was', () =>
    withDatabase(async (db) => {
      const first = await startSandbox({ db, port: false });
      await first.clock.advance('10h');
      await first.stop();
      const second = await startSandbox({ db, port: false });
      expect(Math.round((second.clock.now() - Date.now()) / HOUR)).toBe(10);
      expect(second.clock.stopped()).toBe(false);
      await second.stop();
    }));

  test('lets the options decide where they say something', () =>
    withDatabase(async (db) => {
      const first = await startSandbox({ db, port: false });
      await first.clock.advance('10h');
      await first.stop();
      const startAt = new Date(1_760_000_000_000);
      const second = await startSandbox({ db, port: false, clock: 'stopped', startAt });
      expect([second.clock.now(), second.clock.stopped()]).toEqual([startAt.getTime(), true]);
      await second.stop();
    }));
});

test('a stopped clock stands still until it is started again, from where it is', async () => {
  const sandbox = await startSandbox({ port: false });
  sandbox.clock.stop();
  const time = sandbox.clock.now();
  while (Date.now() <= time) await new Promise(setImmediate);
  expect(sandbox.clock.now()).toBe(time);
  await sandbox.clock.advance('1h');
  sandbox.clock.start();
  const later = Date.now();
  while (Date.now() <= later) await new Promise(setImmediate);
  expect(sandbox.clock.now()).toBeGreaterThan(time + HOUR);
  await sandbox.stop();
});

test('what will happen next is listed in words, without what has nothing left to do', async () => {
  const sandbox = await startSandbox({
    port: false,
    clock: 'stopped',
    refundSeconds: 60,
    deliver: () => Response.error(),
  });
  const client = plainClient(sandbox, sandbox.fetch);
  const { schedule, settings } = contextOf(sandbox);
  const coming = () =>
    schedule.coming(10).map(({ time, what }) => [Math.round((time - sandbox.clock.now()) / 60_000), what]);

  const paid = await orderWithLink(client, 'https://shop.example/hooks');
  expect(coming()).toEqual([[4320, 'the link “Order #1001” expires']]);
  const { id } = await sandbox.payer.pay(paid.url);
  await sandbox.webhooks.idle();
  const retries = [
    [60, '“payment settled” is sent'],
    [60, '“order amount_paid_updated” is sent'],
  ];
  expect(coming()).toEqual(retries);
  await sandbox.payer.refund(id);
  expect(coming()).toEqual([[settings.refundSeconds / 60, 'a refund is completed'], ...retries]);
  expect(schedule.coming(1)).toHaveLength(1);

  const request = await client.recurring('POST', REQUESTS, {
    ...PAYMENT_REQUEST,
    business_id: sandbox.credentials.businessId,
  });
  await sandbox.payer.pay(request.body.authorization_url);
  await sandbox.webhooks.idle();
  expect(coming()).toContainEqual([5, '“payment_request.captured” is sent again']);
  await sandbox.stop();
});
