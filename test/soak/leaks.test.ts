import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./leaks-child.ts', import.meta.url));

test('12,000 calls with one long-lived signal, most of them hit by a fault, leave no listener, no timer and no object', async () => {
  const child = fork(CHILD, { execArgv: [] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const remaining = await new Promise<{ listeners: number; timers: number; grown: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { listeners: number; timers: number; grown: number }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
  expect(remaining).toMatchObject({ listeners: 0, timers: 0 });
  // Anything kept of each call would be 4,000 objects in a round; anything kept of each kind of fault, 500.
  expect(remaining.grown).toBeLessThan(100);
  // Nothing keeps the process alive.
  expect(await ended).toBe(0);
}, 600_000);
