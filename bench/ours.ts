import { join } from 'node:path';

/** The public entries as built by `npm run build`: the benchmark measures what users get. */
export type Ours = typeof import('../src/index.ts');

export const BUILD: string = join(import.meta.dirname, 'dist');

export async function ours(): Promise<Ours> {
  return await import(join(BUILD, 'index.js'));
}

export async function overUndici(): Promise<typeof import('../src/undici/undici-fetch.ts')> {
  return await import(join(BUILD, 'undici.js'));
}

export async function redisEntry(): Promise<typeof import('../src/redis/index.ts')> {
  return await import(join(BUILD, 'redis.js'));
}

export async function sqlEntry(): Promise<typeof import('../src/sql/index.ts')> {
  return await import(join(BUILD, 'sql.js'));
}

export type Webhooks = typeof import('../src/webhooks/index.ts');

export async function webhooks(): Promise<Webhooks> {
  return await import(join(BUILD, 'webhooks/index.js'));
}
