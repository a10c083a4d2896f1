import { stage } from './drive.ts';

const { sandbox, port, buy } = await stage();
const { app } = await import('./shop.ts');
await app.listen({ port, host: '127.0.0.1' });
await buy();
await app.close();
await sandbox.stop();
