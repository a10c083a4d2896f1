import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, type ExpectStatic, inject, test } from 'vitest';
import { expectedOutput } from '../../scripts/check/examples.ts';
import { printedLike, registration, repository, workshop } from '../support/code-blocks.ts';
import { COMPILED } from '../support/compiled.ts';

const { redis: server } = inject('servers');
const { folder } = await workshop('billing-run');
const START = join(repository, 'examples', 'billing-run', 'start.ts');

describe.skipIf(!server)('the example of a billing run, on BullMQ', () => {
  const folders: string[] = [];
  let register: string;
  beforeAll(async () => {
    register = await registration(folder, {});
  });
  afterAll(async () => {
    const redis = new Redis(server ?? '');
    for (const one of folders) {
      const keys = await redis.keys(`billing-run:${one}*`);
      if (keys.length > 0) await redis.del(keys);
      await rm(one, { recursive: true, force: true });
    }
    redis.disconnect();
  });

  async function newFolder(): Promise<string> {
    const created = await mkdtemp(join(tmpdir(), 'billing-run-'));
    folders.push(created);
    return created;
  }

  /** @param stopAt Sends it Ctrl-C when its progress shows this. */
  async function started(expect: ExpectStatic, data: string, stopAt?: RegExp): Promise<string> {
    const child = spawn(process.execPath, ['--import', register, START, data], {
      env: { ...COMPILED, PATH: process.env['PATH'], REDIS_URL: server },
    });
    let [printed, progress] = ['', ''];
    child.stdout.on('data', (text) => {
      printed += text;
    });
    child.stderr.on('data', (text) => {
      progress += text;
      if (stopAt?.test(progress)) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect(code, progress).toBe(0);
    return printed;
  }

  test.concurrent('prints the output that its README shows', { timeout: 600_000 }, async ({ expect }) => {
    expect(await started(expect, await newFolder())).toMatch(printedLike((await expectedOutput('billing-run')) ?? '?'));
  });

  test.concurrent('stops at Ctrl-C, goes on when it is started again, and charges everyone once', {
    timeout: 600_000,
  }, async ({ expect }) => {
    const data = await newFolder();
    expect(await started(expect, data, /2026-02-01: \d+ of 40/)).toBe(`Stopped. Go on with: node start.ts ${data}\n`);
    const printed = await started(expect, data);
    const charged = [...printed.matchAll(/: (\d+) charged/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    const [, captures, subscriptions] = /(\d+) captures at Paysera, of (\d+) subscriptions/.exec(printed) ?? [];
    expect(captures).toBe(subscriptions);
    expect(charged, 'not all were charged before it was stopped').toBeGreaterThan(0);
    expect(Number(captures), 'those of the first run, and those of the second').toBeGreaterThan(charged);
  });
});
