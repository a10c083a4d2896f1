import { join } from 'node:path';

/** The public surface, as `npm run build` makes it: what a user gets is what is measured. */
export type Ours = typeof import('../src/index.ts');

export const DIST: string = join(import.meta.dirname, 'dist');

export async function ours(): Promise<Ours> {
  return await import(join(DIST, 'index.js'));
}

export async function overUndici(): Promise<typeof import('../src/undici/undici-fetch.ts')> {
  return await import(join(DIST, 'undici.js'));
}

export type Webhooks = typeof import('../src/webhooks/index.ts');

export async function webhooks(): Promise<Webhooks> {
  return await import(join(DIST, 'webhooks/index.js'));
}
