// A receiver in a process of its own, which the test kills in the middle of its handler.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import { sqliteQuery, sqlState } from '../../src/sql/index.ts';
import { createWebhookHandler } from '../../src/webhooks/handler.ts';
import { toNodeListener } from '../../src/webhooks/http/node-listener.ts';
import { SECRET } from '../support/webhooks/payloads.ts';

const [kind = '', place = ''] = process.argv.slice(2);
const sql =
  kind === 'sqlite'
    ? sqliteQuery(new DatabaseSync(place))
    : postgres({ host: place, username: 'postgres', database: 'postgres' });

const handler = createWebhookHandler({
  secret: SECRET,
  inbox: sqlState(sql).inbox,
  on: {
    order() {
      console.log('handling');
      return new Promise(() => {});
    },
  },
});

const server = createServer(toNodeListener(handler));
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
