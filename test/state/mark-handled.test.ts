import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { markHandled } from '../../src/sql/index.ts';
import type { EventClaim } from '../../src/webhooks/index.ts';
import { createWebhookHandler } from '../../src/webhooks/index.ts';
import { onEachDatabase } from '../support/state/each-store.ts';
import { ORDER, post, SECRET } from '../support/webhooks/payloads.ts';

const LEASE = 200;
// Longer than whatever a busy machine takes.
const LONG = 60_000;

describe('an event that is marked as handled in the transaction of its effect', () => {
  onEachDatabase((connection) => {
    /** An effect in a table of the shop. */
    const shop = async () => {
      const { sql, transaction, state } = connection();
      if (!sql || !transaction) throw new Error('No database');
      await sql`CREATE TABLE IF NOT EXISTS shipments (id VARCHAR(64))`;
      const id = crypto.randomUUID();
      const ship = (claim: EventClaim) =>
        transaction(async (tx) => {
          await tx`INSERT INTO shipments (id) VALUES (${id})`;
          await markHandled(tx, claim);
        });
      const shipped = async () => [...(await sql`SELECT id FROM shipments WHERE id = ${id}`)].length;
      const payload = { ...ORDER, order: { ...ORDER.order, paysera_order_id: id } };
      return { inboxOf: (lease: number) => state({ lease }).inbox, ship, shipped, payload };
    };

    test('has its effect once, although its process was paused until another one had handled it', async () => {
      const { inboxOf, ship, shipped, payload } = await shop();
      const inbox = inboxOf(LONG);
      const key = `order:${payload.order.paysera_order_id}`;
      await inboxOf(LEASE).claim(key, 'paused');
      await setTimeout(LEASE + 20);
      await inbox.claim(key, 'other');
      await ship({ key, owner: 'other' });
      await inbox.done(key, 'other');
      await expect(ship({ key, owner: 'paused' })).rejects.toThrow('another process has the event by now');
      expect([await shipped(), await inbox.claim(key, 'c')]).toEqual([1, 'seen']);
    });

    test('has no effect, and is not handled, when the transaction fails', async () => {
      const { inboxOf, ship, shipped, payload } = await shop();
      let fails = true;
      const order = async (_: unknown, __: unknown, claim: EventClaim) => {
        await ship(fails ? { ...claim, owner: 'another' } : claim);
      };
      const handler = createWebhookHandler({ secret: SECRET, on: { order }, inbox: inboxOf(LONG), onError: () => {} });
      expect([(await handler(post(payload))).status, await shipped()]).toEqual([500, 0]);
      fails = false;
      expect([(await handler(post(payload))).status, await shipped()]).toEqual([200, 1]);
      expect([(await handler(post(payload))).status, await shipped()]).toEqual([200, 1]);
    });
  });
});
