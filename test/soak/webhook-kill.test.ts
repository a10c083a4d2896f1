import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import { describe, expect, it, vi } from 'vitest';
import { createTables, type SqlQuery, sqliteQuery, sqlState } from '../../src/sql/index.ts';
import { createWebhookHandler } from '../../src/webhooks/handler.ts';
import { startPostgres } from '../support/postgres.ts';
import { headersOf, hmac, ORDER, post, SECRET } from '../support/webhooks/payloads.ts';

/** Sends the event to a receiver in a child process, and kills it with SIGKILL while its handler runs. */
async function killInTheMiddle(kind: string, place: string): Promise<void> {
  const child = spawn(process.execPath, ['test/soak/dying-receiver.ts', kind, place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const died = once(child, 'exit');
  let delivery: Promise<unknown> | undefined;
  for await (const line of createInterface(child.stdout)) {
    const [, port] = /^port (\d+)$/.exec(line) ?? [];
    const body = JSON.stringify(ORDER);
    if (port)
      delivery = fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        headers: headersOf(hmac(body), { host: '' }),
        body,
      });
    // Caught at once: it fails when the process dies.
    delivery = delivery?.catch((error: unknown) => error);
    if (line === 'handling') child.kill('SIGKILL');
  }
  expect(await died).toEqual([null, 'SIGKILL']);
  expect(await delivery).toBeInstanceOf(TypeError);
}

/** What Paysera does then: it sends the event again, here several times. */
async function expectHandledOnce(sql: SqlQuery): Promise<void> {
  const statuses: number[] = [];
  let end = () => {};
  const others = new Promise<void>((resolve) => {
    end = resolve;
  });
  const order = vi.fn(() => others);
  const pass = async (milliseconds: number) => {
    await sql`UPDATE paysera_inbox SET lease_until = lease_until - ${milliseconds}`;
  };
  const handler = createWebhookHandler({
    secret: SECRET,
    on: { order },
    inbox: sqlState(sql).inbox,
  });
  expect((await handler(post(ORDER))).status).toBe(503);
  expect(order).not.toHaveBeenCalled();
  // An hour later, the first time that Paysera sends again: the lease of the dead process has run out.
  await pass(3_600_000);
  const deliver = async () => {
    statuses.push((await handler(post(ORDER))).status);
    if (statuses.length === 19) end();
  };
  await Promise.all(Array.from({ length: 20 }, deliver));
  expect(statuses, 'the others end while one is handled').toEqual([...Array<number>(19).fill(503), 200]);
  await pass(5 * 3_600_000);
  expect((await handler(post(ORDER))).status).toBe(200);
  expect(order).toHaveBeenCalledTimes(1);
}

describe('an event whose handler was killed midway is handled again, once,', () => {
  it('with the inbox in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
    try {
      const place = join(folder, 'inbox.db');
      const db = new DatabaseSync(place);
      await createTables(sqliteQuery(db));
      await killInTheMiddle('sqlite', place);
      await expectHandledOnce(sqliteQuery(db));
      db.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('with the inbox in PostgreSQL', { timeout: 60_000 }, async () => {
    const server = await startPostgres();
    const sql = postgres({ host: server.host, username: server.user, database: 'postgres', onnotice: () => {} });
    try {
      await createTables(sql);
      await killInTheMiddle('postgres', server.host);
      await expectHandledOnce(sql);
    } finally {
      await sql.end();
      await server.stop();
    }
  });
});
