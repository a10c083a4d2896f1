import type { AccessTokens } from './checkout/access-tokens.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Faults } from './faults.ts';
import type { Exchanges } from './http/exchanges.ts';
import type { RateLimiter } from './http/rate-limit.ts';
import type { ProjectSettings, SandboxCredentials, Settings } from './options.ts';
import type { Platform } from './platform/platform.ts';
import type { Nonces } from './recurring/mac-check.ts';
import type { Schedule } from './schedule.ts';
import type { Ids } from './store/ids.ts';
import type { Store } from './store/store.ts';
import type { Tables } from './store/tables.ts';

/** Everything that one sandbox consists of. */
export interface SandboxContext {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly credentials: SandboxCredentials;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly events: Events;
  readonly exchanges: Exchanges;
  readonly faults: Faults;
  readonly ids: Ids;
  readonly store: Store;
  readonly tables: Tables;
  readonly rateLimit: RateLimiter;
  readonly accessTokens: AccessTokens;
  readonly nonces: Nonces;
  /** Can change while the sandbox runs. */
  project: ProjectSettings;
  /** Where it listens: `http://127.0.0.1:4010`, without a trailing slash. */
  origin: string;
}

/** The address that responses contain, without a trailing slash. */
export function publicOrigin({ settings, origin }: Pick<SandboxContext, 'settings' | 'origin'>): string {
  return settings.publicUrl ?? origin;
}

/** The sandbox's time in Unix seconds. */
export function seconds(context: Pick<SandboxContext, 'clock'>): number {
  return Math.floor(context.clock.now() / 1000);
}
