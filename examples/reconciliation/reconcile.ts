import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Checkout } from 'paysera-client';

/** The state stored between two pages. Written completely or not at all. */
interface Progress {
  readonly cursor?: string;
  readonly orders: number;
  /** Minor units by currency. */
  readonly received: Readonly<Record<string, number>>;
}

/** Reads one day's orders, page by page. After a crash, the same call continues after the last page. */
export async function reconcile(
  checkout: Checkout,
  day: string,
  file: string,
  onPage: (progress: Progress) => void = () => {},
): Promise<Progress> {
  let progress = await read(file);
  const from = Date.parse(`${day}T00:00:00Z`) / 1000;
  const list = checkout.orders.list({
    created_at_gte: from,
    created_at_lte: from + 86_399,
    limit: 20,
    ...(progress.cursor && { cursor: progress.cursor }),
  });
  for await (const { items, cursor, has_more } of list.pages()) {
    const received = { ...progress.received };
    for (const { currency = '', amount_paid = 0, is_test } of items) {
      // A test order looks paid, but no money has moved.
      if (!is_test) received[currency] = (received[currency] ?? 0) + amount_paid;
    }
    progress = { orders: progress.orders + items.length, received, ...(has_more && cursor && { cursor }) };
    await write(file, progress);
    onPage(progress);
  }
  return progress;
}

async function read(file: string): Promise<Progress> {
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? { orders: 0, received: {} } : (JSON.parse(text) as Progress);
}

async function write(file: string, progress: Progress): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(progress));
  await rename(`${file}.new`, file);
}
