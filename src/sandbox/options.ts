import { ConfigurationError } from '../errors/configuration-error.ts';
import { assertKnown, CREDENTIALS } from '../errors/known-options.ts';
import { sha256, toBase64Url, toHex } from './digest.ts';

/** Options of `startSandbox`. Everything has a default. */
export interface SandboxOptions {
  /** The port to listen on. Default: any free port. With `false`, the sandbox is only reachable through its `fetch`. */
  readonly port?: number | false;
  /**
   * The address to listen on. Default `127.0.0.1`, which only this computer reaches. With another one, such as `0.0.0.0` in
   * a container, whoever reaches the port can read the credentials and use the dashboard.
   */
  readonly host?: string;
  /**
   * Names that requests may call the sandbox by, without a port, besides `localhost`, `127.0.0.1`, `[::1]` and the host of
   * `publicUrl`: that of its container, for example. Default: none. Requests by other names are refused, because a web page
   * could point its own name at this computer (DNS rebinding).
   */
  readonly allowedHosts?: readonly string[];
  /**
   * The address that browsers reach the sandbox at, if it is another one than it listens on: that of an https proxy, as
   * Paysera's `payment_URL` is https. Answers contain it. Default: the port it listens on, on 127.0.0.1.
   */
  readonly publicUrl?: string;
  /** A SQLite file that keeps everything for the next start. Default: in memory. */
  readonly db?: string;
  /** A number that makes credentials, IDs and tokens the same on each start of an empty sandbox. Default: random. */
  readonly seed?: number;
  /** Your own credentials, in place of generated ones. */
  readonly credentials?: Partial<SandboxCredentials>;
  /**
   * `real` follows the computer's clock; `stopped` only moves with `clock.advance`. Default `real`, or with a `db`, as it
   * was.
   */
  readonly clock?: 'real' | 'stopped';
  /** Where the clock starts. Default: now, or with a `db` from before, where that clock would be. */
  readonly startAt?: Date;
  /** Requests a minute for each client address, for Checkout only. Default 50, like Paysera. `false`: no limit. */
  readonly rateLimit?: number | false;
  /** Lifetime of an access token in seconds. Default 3600. */
  readonly tokenLifetime?: number;
  /** Seconds by which a MAC timestamp may be off, in either direction. Default 300. Paysera does not document its limit. */
  readonly macWindow?: number;
  /** Whether a signed body requires a `body_hash`. Default true. Paysera does not document whether it does. */
  readonly requireBodyHash?: boolean;
  /** Whether `authorize` also captures. Default true. With false the request becomes `authorized` first, as in older documentation. */
  readonly autoCapture?: boolean;
  /** How an integer `price.amount` is echoed: as sent, or as if it were major units (`999` → `"999.00"`). Default `same`. */
  readonly priceEcho?: 'same' | 'decimal';
  /** Seconds until a refund is completed. Default 0: right after the response. */
  readonly refundSeconds?: number;
  /** The project's settings. */
  readonly project?: Partial<ProjectSettings>;
  /** Called with errors in the sandbox itself. Default `console.error`. */
  readonly onError?: (error: unknown) => void;
  /** The shop's webhook handler, called directly instead of over the network, for tests that open no port. */
  readonly deliver?: (request: Request) => Promise<Response> | Response;
  /** Where all webhooks go, whatever the order's `callback_url`. */
  readonly webhookUrl?: string;
}

/** What `GET project` and `GET websites` return, and whether the project can take payments. */
export interface ProjectSettings {
  /** Default `activated`. */
  readonly status: string;
  /** `enabled` takes payments, `test_mode` marks orders as tests, `disabled` rejects orders. Default `enabled`. */
  readonly payment_collection_status: 'enabled' | 'disabled' | 'test_mode';
  /** Each with its `url` and `status`. Default: `https://shop.example`, `verified`. */
  readonly websites: readonly { readonly url: string; readonly status: string }[];
  /** Whether payers may set amounts. Default true. */
  readonly payer_set_amounts: boolean;
}

/** What a shop needs to call the sandbox. Random, unless `seed` is set; a `db` keeps them for the next start. */
export interface SandboxCredentials {
  /** For Checkout: `client_id`. */
  readonly clientId: string;
  /** For Checkout: `client_secret`, which also signs webhooks. */
  readonly clientSecret: string;
  /** The project that both belong to. */
  readonly projectId: string;
  /** For Recurring Billing: `mac_id`. */
  readonly macId: string;
  /** For Recurring Billing: `mac_key`. */
  readonly macKey: string;
  /** For Recurring Billing: `business_id`. */
  readonly businessId: string;
}

/** Credentials derived from the seed alone. */
export async function credentialsOf(seed: number | string): Promise<SandboxCredentials> {
  const digest = (name: string) => sha256(`paysera-client sandbox ${seed} ${name}`);
  const uuid = async (name: string) =>
    toHex(await digest(name)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5');
  const text = async (name: string, length: number) =>
    toBase64Url(await digest(name))
      .replace(/[-_]/g, '0')
      .slice(0, length);
  return {
    clientId: await uuid('client id'),
    clientSecret: `sandbox-${await text('client secret', 32)}`,
    projectId: await uuid('project'),
    macId: await text('mac id', 10),
    macKey: `sandbox-${await text('mac key', 32)}`,
    businessId: await text('business', 32),
  };
}

const OPTIONS: readonly (keyof SandboxOptions)[] = [
  'port',
  'host',
  'allowedHosts',
  'publicUrl',
  'db',
  'seed',
  'credentials',
  'clock',
  'startAt',
  'rateLimit',
  'tokenLifetime',
  'macWindow',
  'requireBodyHash',
  'autoCapture',
  'priceEcho',
  'refundSeconds',
  'project',
  'onError',
  'deliver',
  'webhookUrl',
];
const PROJECT: readonly (keyof ProjectSettings)[] = [
  'status',
  'payment_collection_status',
  'websites',
  'payer_set_amounts',
];

/** @throws {ConfigurationError} when an option does not exist. */
export function assertSandboxOptions(options: SandboxOptions): void {
  assertKnown('startSandbox', options, OPTIONS);
  assertKnown('credentials', options.credentials, CREDENTIALS);
  assertProject(options.project);
}

/** @throws {ConfigurationError} when a setting does not exist. */
export function assertProject(settings: Partial<ProjectSettings> | undefined): void {
  assertKnown('project', settings, PROJECT);
}

/** @throws {ConfigurationError} when it is not a plain address. */
function originOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new ConfigurationError(
    `publicUrl is ${JSON.stringify(publicUrl)}; expected an address without a path, such as https://paysera.example.`,
  );
}

/** The options with their defaults filled in. */
export type Settings = Required<
  Omit<SandboxOptions, 'db' | 'seed' | 'credentials' | 'startAt' | 'deliver' | 'webhookUrl' | 'publicUrl' | 'project'>
> &
  Pick<SandboxOptions, 'db' | 'seed' | 'credentials' | 'startAt' | 'deliver' | 'webhookUrl' | 'publicUrl'> & {
    readonly project: ProjectSettings;
  };

export function settingsOf(options: SandboxOptions): Settings {
  return {
    port: 0,
    host: '127.0.0.1',
    allowedHosts: [],
    clock: 'real',
    rateLimit: 50,
    tokenLifetime: 3600,
    macWindow: 300,
    requireBodyHash: true,
    autoCapture: true,
    priceEcho: 'same',
    refundSeconds: 0,
    onError: (error) => console.error('An error occurred in the sandbox:', error),
    ...options,
    ...(options.publicUrl !== undefined && { publicUrl: originOf(options.publicUrl) }),
    project: {
      status: 'activated',
      payment_collection_status: 'enabled',
      websites: [{ url: 'https://shop.example', status: 'verified' }],
      payer_set_amounts: true,
      ...options.project,
    },
  };
}
