import { DatabaseSync } from 'node:sqlite';
import type { ChargeResult } from 'paysera-client/billing';

/** A row of your table. The token can charge its payer: store it encrypted. */
export interface Subscription {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  /** `needs-card`: nothing more is charged until the payer has paid with another card. */
  readonly state: 'active' | 'past-due' | 'needs-card';
  readonly paid_until: string;
  /** How often the card was declined this month. */
  readonly declines: number;
  /** The day of the next try. */
  readonly next_try: string;
}

/** Days after the first decline on which the card is tried again. After the last one, the payer is asked for another card. */
const TRY_AGAIN_AFTER = [1, 3, 5];

export function subscriptionTable(file: string) {
  const db = new DatabaseSync(file);
  db.exec(`CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY, email TEXT, token TEXT, state TEXT DEFAULT 'active', paid_until TEXT DEFAULT '',
    declines INT DEFAULT 0, next_try TEXT DEFAULT '', first_decline TEXT DEFAULT '')`);
  const rows = (where: string, ...values: string[]) =>
    db.prepare(`SELECT * FROM subscriptions WHERE ${where} ORDER BY id`).all(...values) as unknown as Subscription[];
  const isDue = "state != 'needs-card' AND paid_until < ? AND next_try <= ?";
  return {
    add: (id: string, email: string, token: string) =>
      void db.prepare('INSERT OR IGNORE INTO subscriptions (id, email, token) VALUES (?, ?, ?)').run(id, email, token),
    all: () => rows('true'),
    /** What has to be charged on a day. */
    due: (day: string) => rows(isDue, day.slice(0, 7), day),
    dueOne: (day: string, id: string) => rows(`${isDue} AND id = ?`, day.slice(0, 7), day, id)[0],
    /** Records what became of a charge. Recording it twice changes nothing. */
    record({ id, declines }: Subscription, day: string, result: ChargeResult): void {
      if (result.outcome === 'charged') {
        db.prepare(
          "UPDATE subscriptions SET state = 'active', paid_until = ?, declines = 0, next_try = '' WHERE id = ?",
        ).run(day.slice(0, 7), id);
      }
      if (result.outcome !== 'declined') return;
      const days = result.again ? TRY_AGAIN_AFTER[declines] : undefined;
      db.prepare(
        `UPDATE subscriptions SET state = ?, declines = declines + 1,
         first_decline = CASE declines WHEN 0 THEN ? ELSE first_decline END WHERE id = ? AND declines = ?`,
      ).run(days === undefined ? 'needs-card' : 'past-due', day, id, declines);
      db.prepare("UPDATE subscriptions SET next_try = date(first_decline, ? || ' days') WHERE id = ?").run(
        days ?? 0,
        id,
      );
    },
    close: () => db.close(),
  };
}

export type SubscriptionTable = ReturnType<typeof subscriptionTable>;
