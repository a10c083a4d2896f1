import { ConfigurationError } from '../errors/configuration-error.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { createAccessTokens } from './checkout/access-tokens.ts';
import { endOrder } from './checkout/orders.ts';
import type { SandboxClock } from './clock.ts';
import { createSandboxClock } from './clock.ts';
import type { SandboxContext } from './context.ts';
import type { SandboxEvents } from './events.ts';
import { createEvents } from './events.ts';
import type { SandboxFaults } from './faults.ts';
import { createFaults } from './faults.ts';
import { createExchanges } from './http/exchanges.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import {
  assertProject,
  assertSandboxOptions,
  credentialsOf,
  type ProjectSettings,
  type SandboxCredentials,
  type SandboxOptions,
  settingsOf,
} from './options.ts';
import { createPayer, type SandboxPayer } from './payer.ts';
import type { OpenPort, Platform, Serve } from './platform/platform.ts';
import { createNonces } from './recurring/mac-check.ts';
import { resume } from './resume.ts';
import { createIds } from './store/ids.ts';
import type { DeliveryRow } from './store/rows.ts';
import { memoryStore, type Store } from './store/store.ts';
import { openTables } from './store/tables.ts';
import { resend } from './webhooks/schedule.ts';

/** A local imitation of Paysera. */
export interface Sandbox {
  /** Pass it to the client as `baseUrl`. In a browser, it shows the dashboard. */
  readonly url: string;
  /** Serves requests in process. Pass it to the client as `fetch`, and no port is needed. */
  readonly fetch: typeof globalThis.fetch;
  /** The credentials it accepts. Pass them to the client. */
  readonly credentials: SandboxCredentials;
  /** The sandbox's clock. */
  readonly clock: SandboxClock;
  /** The faults it injects. */
  readonly faults: SandboxFaults;
  /** Reports what happens, as it happens. */
  readonly events: SandboxEvents;
  /** Acts as the payer. */
  readonly payer: SandboxPayer;
  /** The deliveries to the shop. */
  readonly webhooks: SandboxWebhooks;
  /**
   * Cancels or closes an unpaid order, which Paysera does for reasons that it does not document. Its links can no longer
   * be paid. Not safe to retry.
   *
   * @throws {Error} when there is no such order, or it is no longer unpaid.
   */
  endOrder(orderId: string, status: 'canceled' | 'closed'): void;
  /**
   * Changes the project's settings, for example `{ payment_collection_status: 'test_mode' }`.
   *
   * @throws {ConfigurationError} when a setting does not exist.
   */
  setProject(settings: Partial<ProjectSettings>): void;
  /**
   * Closes the port, stops scheduled work, and closes the database. Not safe to retry with a `db`.
   *
   * @throws {Error} when the database is already closed.
   */
  stop(): Promise<void>;
}

/** The deliveries to the shop. */
export interface SandboxWebhooks {
  /** Oldest first. */
  list(): DeliveryRow[];
  /** Sends a delivery once more; safe to retry. Never rejects: an unknown `id` is ignored. */
  resend(id: string): Promise<void>;
  /** Resolves when every delivery that is due has been attempted. Safe to retry, and never rejects. */
  idle(): Promise<void>;
}

/** Starts a sandbox on the platform that `loadPlatform` resolves with. */
export async function startOn(loadPlatform: () => Promise<Platform>, options: SandboxOptions): Promise<Sandbox> {
  assertSandboxOptions(options);
  const { platform, createServer } = await load(loadPlatform);
  const settings = settingsOf(options);
  const events = createEvents();
  const report = (error: unknown) => events.emit({ type: 'error', error });
  events.on((event) => {
    if (event.type === 'error') settings.onError(event.error);
  });
  const store = settings.db === undefined ? memoryStore() : platform.openStore(settings.db);
  const { clock, schedule } = createSandboxClock(
    { ...(options.clock && { stopped: options.clock === 'stopped' }), startAt: settings.startAt },
    store,
    (now) => events.emit({ type: 'clock', now }),
    report,
  );
  const ids = createIds(clock.now, settings.seed, store);
  const credentials = {
    ...(await (settings.seed === undefined ? storedCredentials(store) : credentialsOf(settings.seed))),
    ...settings.credentials,
  };
  const context: SandboxContext = {
    platform,
    settings,
    credentials,
    clock,
    schedule,
    events,
    exchanges: createExchanges(),
    faults: createFaults(() => events.emit({ type: 'faults' })),
    ids,
    store,
    tables: openTables(store),
    rateLimit: createRateLimiter(settings.rateLimit, clock.now),
    accessTokens: createAccessTokens(credentials, clock.now, ids),
    nonces: createNonces(),
    project: settings.project,
    origin: 'http://paysera.localhost',
  };
  const server = createServer(context);
  const open =
    settings.port === false ? undefined : await openPort(platform, server.serve, settings.port, settings.host);
  if (open) context.origin = `http://127.0.0.1:${open.port}`;
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
    endOrder: (orderId, status) => endOrder(context, orderId, status),
    setProject(change) {
      assertProject(change);
      context.project = { ...context.project, ...change };
      events.emit({ type: 'project' });
    },
    async stop() {
      schedule.stop();
      await open?.close();
      store.close();
    },
  };
  contexts.set(sandbox, context);
  return sandbox;
}

// The internals of each sandbox, for the checklist; users only see the sandbox.
const contexts = new WeakMap<Sandbox, SandboxContext>();

/** @throws {ConfigurationError} when the sandbox was not started by this copy of the package. */
export function contextOf(sandbox: Sandbox): SandboxContext {
  const context = contexts.get(sandbox);
  if (!context)
    throw new ConfigurationError(
      '`sandbox` was not started by this copy of the package; pass the result of its startSandbox.',
    );
  return context;
}

/** Random credentials, stored with the other rows, so that a shop's `.env` stays valid after a restart. */
async function storedCredentials(store: Store): Promise<SandboxCredentials> {
  const table = store.table<SandboxCredentials & { readonly id: string }>('credentials');
  const [stored] = table.all();
  if (stored) {
    const { id: _, ...credentials } = stored;
    return credentials;
  }
  const credentials = await credentialsOf(crypto.randomUUID());
  table.put({ id: credentials.clientId, ...credentials });
  return credentials;
}

const REQUIRED_PACKAGES = ['hono', '@hono/node-server', 'ajv'];

async function load(
  loadPlatform: () => Promise<Platform>,
): Promise<{ platform: Platform; createServer: typeof import('./http/server.ts').createServer }> {
  try {
    const [platform, { createServer }] = await Promise.all([loadPlatform(), import('./http/server.ts')]);
    return { platform, createServer };
  } catch (cause) {
    const { code, message } = fieldsOf(cause);
    if (code !== 'ERR_MODULE_NOT_FOUND' || !REQUIRED_PACKAGES.some((name) => String(message).includes(`'${name}`)))
      throw cause;
    throw new ConfigurationError(
      `The sandbox requires packages that the client does not: npm install --save-dev ${REQUIRED_PACKAGES.join(' ')}`,
      { cause },
    );
  }
}

async function openPort(platform: Platform, serve: Serve, port: number, host: string): Promise<OpenPort> {
  try {
    return await platform.listen(serve, port, host);
  } catch (cause) {
    const { code, message } = fieldsOf(cause);
    const reason = code === 'EADDRINUSE' ? 'another process is listening on it' : message;
    throw new ConfigurationError(
      `port is ${port}, which cannot be opened on ${host}: ${reason}. Expected a free port, or 0 for any free port, and an address of this computer.`,
      { cause },
    );
  }
}
