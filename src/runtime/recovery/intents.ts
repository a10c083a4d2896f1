import type * as FileSystem from 'node:fs/promises';
import { ConfigurationError } from '../../errors/configuration-error.ts';

/** A request that creates or moves something, as it is kept over a crash. No credential and no personal data. */
export interface Intent {
  /** A UUID of ours. */
  readonly id: string;
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation: string;
  /** What is known of it: `sent` until an answer came. */
  readonly state: 'sent' | 'happened' | 'did-not-happen' | 'unknown';
  /** Milliseconds since 1970 on this machine's clock, just before it was sent. */
  readonly sentAt: number;
  /** Milliseconds since 1970 on this machine's clock: until then its call may still be under way. */
  readonly until: number;
  /** What it is looked up by: ids, reference, amount on the wire, currency. */
  readonly facts: Facts;
  /** The key that goes with it, for operations that take one. */
  readonly idempotencyKey?: string;
}

/** What a request is looked up by: names and plain values. */
export type Facts = Readonly<Record<string, string | number | null | undefined>>;

/** Keeps intents. `save` must have them safe when it resolves: the request is sent after it. */
export interface IntentStore {
  /**
   * Adds an intent, or replaces the one with its `id`: safe to retry.
   *
   * @throws whatever keeps it from being safe. Before sending, that ends the call in a `ConfigurationError`.
   */
  save(intent: Intent): Promise<void>;
  /**
   * Those in state `sent` or `unknown`, oldest first. Safe to retry.
   *
   * @throws whatever keeps them from being read.
   */
  pending(): Promise<readonly Intent[]>;
}

/**
 * Intents for as long as the process lives: for tests, and for a list of what is open.
 *
 * @example const checkout = createCheckout({ intents: memoryIntents() });
 */
export function memoryIntents(): IntentStore {
  const intents = new Map<string, Intent>();
  return {
    async save(intent) {
      if (isPending(intent)) intents.set(intent.id, intent);
      else intents.delete(intent.id);
    },
    pending: async () => [...intents.values()],
  };
}

/**
 * Intents in a file, a line of JSON each, on disk before a request goes out. Several processes may share it.
 *
 * @param path The file; made when it is not there. Only Node, Bun and Deno have files.
 * @example const checkout = createCheckout({ intents: fileIntents('./payments.jsonl') });
 */
export function fileIntents(path: string): IntentStore {
  return {
    async save(intent) {
      const { open } = files();
      const file = await open(path, 'a', 0o600);
      try {
        // One write, begun on a new line: a line that a crash cut short spoils itself only.
        await file.appendFile(`\n${JSON.stringify(intent)}`);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    async pending() {
      const { readFile } = files();
      const text = await readFile(path, 'utf8').catch((error: { code?: string }) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      const intents = new Map<string, Intent>();
      for (const line of text.split('\n')) {
        const intent = parse(line);
        if (!intent) continue;
        if (isPending(intent)) intents.set(intent.id, intent);
        else intents.delete(intent.id);
      }
      return [...intents.values()];
    },
  };
}

/** Asked for at run time: a bundler for browsers and workers would stop at an import of it. */
function files(): typeof FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): typeof FileSystem | undefined } };
  const found = process?.getBuiltinModule?.('node:fs/promises');
  if (!found)
    throw new ConfigurationError('fileIntents needs files, which this runtime has not; give another IntentStore.');
  return found;
}

function isPending({ state }: Intent): boolean {
  return state === 'sent' || state === 'unknown';
}

function parse(line: string): Intent | undefined {
  try {
    const intent = JSON.parse(line) as Intent | null;
    return typeof intent?.id === 'string' && typeof intent.operation === 'string' ? intent : undefined;
  } catch {
    return undefined;
  }
}
