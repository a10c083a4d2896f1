import type { SandboxOptions } from './options.ts';
import { type Sandbox, startOn } from './start.ts';

/**
 * Starts a stateful imitation of Paysera on this computer: both APIs, the payment page, webhooks and a dashboard. It
 * listens on 127.0.0.1 only, unless `host` says otherwise. It is for tests and development; nothing in it is secret.
 * Safe to retry: each call starts another sandbox.
 *
 * @throws {ConfigurationError} when an option does not exist, hono, @hono/node-server or ajv is not installed, the port is
 * in use, or the `db` file cannot be used.
 * @example
 * const sandbox = await startSandbox({ port: 4010 });
 * const checkout = createCheckout({ ...sandbox.credentials, baseUrl: sandbox.url });
 */
export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startOn(async () => (await import('./platform/node/node.ts')).nodePlatform, options);
}
