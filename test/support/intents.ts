import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Intent } from '../../src/index.ts';

export const ACCOUNT = 'account-1';

export function intent(id: string, more: Partial<Intent> = {}): Intent {
  return {
    ...{ id, operation: 'createOrder', state: 'sent', origin: 'https://api.paysera.com', account: ACCOUNT },
    ...{ sentAt: Number(id), offset: [-500, 500], until: 2, facts: { reference: `A-${id}`, amount: 1000 } },
    ...more,
  };
}

/** A file of its own for each test. */
export async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'intents.sqlite');
}
