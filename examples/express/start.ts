import { once } from 'node:events';
import { stage } from './drive.ts';

const { sandbox, port, buy } = await stage();
const { app } = await import('./shop.ts');
const server = app.listen(port, '127.0.0.1');
await once(server, 'listening');
await buy();
server.close();
server.closeAllConnections();
await sandbox.stop();
