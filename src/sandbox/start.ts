import { ConfigurationError } from '../errors/configuration-error.ts';
import { createAccessTokens } from './checkout/access-tokens.ts';
import type { SandboxClock } from './clock.ts';
import { createClock } from './clock.ts';
import type { SandboxContext } from './context.ts';
import type { SandboxEvents } from './events.ts';
import { createEvents } from './events.ts';
import { createExchanges } from './exchanges.ts';
import type { SandboxFaults } from './faults.ts';
import { createFaults } from './faults.ts';
import { createIds } from './ids.ts';
import {
  credentialsOf,
  type ProjectSettings,
  type SandboxCredentials,
  type SandboxOptions,
  settingsOf,
} from './options.ts';
import { createPayer, type SandboxPayer } from './payer.ts';
import { createRateLimit } from './rate-limit.ts';
import { createNonces } from './recurring/mac-check.ts';
import { resume } from './resume.ts';
import type { DeliveryRow } from './rows.ts';
import { memoryStore, type Store } from './store.ts';
import { openTables } from './tables.ts';
import { resend } from './webhooks/schedule.ts';

/** A Paysera that runs here. */
export interface Sandbox {
  /** Give it to the client as `baseUrl`. Opened in a browser, it shows the dashboard. */
  readonly url: string;
  /** Serves requests in this process. Give it to the client as `fetch`, and no port is needed. */
  readonly fetch: typeof globalThis.fetch;
  /** What it takes. Give them to the client. */
  readonly credentials: SandboxCredentials;
  /** The sandbox's time. */
  readonly clock: SandboxClock;
  /** What goes wrong, on purpose. */
  readonly faults: SandboxFaults;
  /** What happens, as it happens. */
  readonly events: SandboxEvents;
  /** The person who pays. */
  readonly payer: SandboxPayer;
  /** What goes out to the shop. */
  readonly webhooks: SandboxWebhooks;
  /** Changes what the project may do, for example `{ payment_collection_status: 'test_mode' }`. */
  setProject(settings: Partial<ProjectSettings>): void;
  /**
   * Closes the port, ends what waits, and closes the database. Not safe to retry with a `db`.
   *
   * @throws {Error} when the database is closed already.
   */
  stop(): Promise<void>;
}

/** The deliveries to the shop. */
export interface SandboxWebhooks {
  /** Oldest first. */
  list(): DeliveryRow[];
  /** Sends one again, once; safe to retry. Never rejects: an `id` that is not there is passed over. */
  resend(id: string): Promise<void>;
  /** Resolves when everything that is due has been tried. Safe to retry, and never rejects. */
  idle(): Promise<void>;
}

/**
 * Starts a stateful Paysera on this computer: both APIs, the payment page, webhooks, and a dashboard at its address.
 * It listens on 127.0.0.1 only. It is for tests and development; nothing in it is secret. Safe to retry:
 * each is a sandbox of its own.
 *
 * @throws {ConfigurationError} when hono, @hono/node-server and ajv are not installed, the port is taken, or the file of `db` cannot be used.
 * @example
 * const sandbox = await startSandbox({ port: 4010 });
 * const checkout = createCheckout({ ...sandbox.credentials, baseUrl: sandbox.url });
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { createServer } = await loadServer();
  const settings = settingsOf(options);
  const events = createEvents();
  const report = (error: unknown) => events.emit({ type: 'error', error });
  events.on((event) => {
    if (event.type === 'error') settings.onError(event.error);
  });
  const { clock, schedule } = createClock({ stopped: settings.clock === 'stopped', startAt: settings.startAt }, report);
  const store =
    settings.db === undefined ? memoryStore() : (await import('./store-sqlite.ts')).sqliteStore(settings.db);
  const ids = createIds(clock.now, settings.seed);
  const credentials = {
    ...(settings.seed === undefined ? keptCredentials(store) : credentialsOf(settings.seed)),
    ...settings.credentials,
  };
  const context: SandboxContext = {
    settings,
    credentials,
    clock: {
      now: clock.now,
      async advance(by) {
        await clock.advance(by);
        events.emit({ type: 'clock', now: clock.now() });
      },
    },
    schedule,
    events,
    exchanges: createExchanges(),
    faults: createFaults(() => events.emit({ type: 'faults' })),
    ids,
    store,
    tables: openTables(store),
    rateLimit: createRateLimit(settings.rateLimit, clock.now),
    accessTokens: createAccessTokens(credentials, clock.now, ids),
    nonces: createNonces(),
    project: settings.project,
    origin: 'http://paysera.localhost',
  };
  const server = createServer(context);
  if (settings.port !== false) {
    context.origin = `http://127.0.0.1:${await listen(server.listen, settings.port)}`;
  }
  resume(context);
  const sandbox: Sandbox = {
    url: context.origin,
    fetch: server.fetch,
    credentials,
    clock: context.clock,
    faults: context.faults,
    events,
    payer: createPayer(context),
    webhooks: {
      list: () => context.tables.deliveries.all(),
      resend: (id) => resend(context, id),
      idle: () => schedule.idle(),
    },
    setProject(change) {
      context.project = { ...context.project, ...change };
      events.emit({ type: 'project' });
    },
    async stop() {
      schedule.stop();
      await server.close();
      store.close();
    },
  };
  contexts.set(sandbox, context);
  return sandbox;
}

// What is inside a sandbox, for the checklist; users see the sandbox only.
const contexts = new WeakMap<Sandbox, SandboxContext>();

/** @throws {ConfigurationError} when it is not a sandbox of this copy of the package. */
export function contextOf(sandbox: Sandbox): SandboxContext {
  const context = contexts.get(sandbox);
  if (!context) throw new ConfigurationError('sandbox was not made by startSandbox of this copy of the package.');
  return context;
}

/** Random credentials, kept with the other rows: a shop's `.env` outlives a restart, and no two computers share them. */
function keptCredentials(store: Store): SandboxCredentials {
  const table = store.table<SandboxCredentials & { readonly id: string }>('credentials');
  const [kept] = table.all();
  if (kept) {
    const { id: _, ...credentials } = kept;
    return credentials;
  }
  const credentials = credentialsOf(crypto.randomUUID());
  table.put({ id: credentials.clientId, ...credentials });
  return credentials;
}

const NEEDED = ['hono', '@hono/node-server', 'ajv'];

async function loadServer(): Promise<typeof import('./server.ts')> {
  try {
    return await import('./server.ts');
  } catch (cause) {
    const { code, message = '' } = cause as { code?: string; message?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND' || !NEEDED.some((name) => message.includes(`'${name}`))) throw cause;
    throw new ConfigurationError(
      `The sandbox needs packages that the client does without: npm install --save-dev ${NEEDED.join(' ')}`,
      { cause },
    );
  }
}

async function listen(open: (port: number) => Promise<number>, port: number): Promise<number> {
  try {
    return await open(port);
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string };
    const reason = code === 'EADDRINUSE' ? 'something else listens there' : message;
    throw new ConfigurationError(
      `port is ${port}, which cannot be opened: ${reason}. Expected a free port, or 0 for any.`,
      { cause },
    );
  }
}
