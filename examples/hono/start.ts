import { serve } from '@hono/node-server';
import { stage } from './drive.ts';

const { sandbox, port, buy } = await stage();
const { default: app } = await import('./shop.ts');
const kept = new Map<string, string>();
const ORDERS = {
  get: async (key: string) => kept.get(key) ?? null,
  put: async (key: string, value: string) => void kept.set(key, value),
};
const server = serve({
  port,
  hostname: '127.0.0.1',
  fetch: (request) => app.fetch(request, { ...process.env, ORDERS }),
});
await buy();
server.close();
await sandbox.stop();
