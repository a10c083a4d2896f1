import { createHash } from 'node:crypto';

/** How a sandbox is started. Everything has a default. */
export interface SandboxOptions {
  /** The port to listen on, on 127.0.0.1. Default: any free one. `false`: none, `fetch` of the sandbox is the only way in. */
  readonly port?: number | false;
  /** A file to keep everything in (SQLite), so that the next start finds it again. Default: memory. */
  readonly db?: string;
  /** A number that makes credentials, ids and tokens come out the same on each start. Default: random ones. */
  readonly seed?: number;
  /** Credentials of your own choice, in place of the made-up ones. */
  readonly credentials?: Partial<SandboxCredentials>;
  /** `real` runs with the computer's clock; `stopped` moves by `clock.advance` only. Default `real`. */
  readonly clock?: 'real' | 'stopped';
  /** Where the clock starts. Default: now. */
  readonly startAt?: Date;
  /** Requests a minute for each client address, Checkout only. Default 50, as Paysera's. `false`: no limit. */
  readonly rateLimit?: number | false;
  /** Seconds an access token lives. Default 3600. */
  readonly tokenLifetime?: number;
  /** Seconds a MAC timestamp may be off, either way. Default 300. Paysera's window is not documented. */
  readonly macWindow?: number;
  /** Whether a signed body must come with its `body_hash`. Default true. Whether Paysera insists is not documented. */
  readonly requireBodyHash?: boolean;
  /** Whether `authorize` captures too. Default true; false makes it `authorized` first, as older documentation has it. */
  readonly autoCapture?: boolean;
  /** How an integer `price.amount` comes back: as sent, or read as major units (`999` → `"999.00"`). Default `same`. */
  readonly priceEcho?: 'same' | 'decimal';
  /** Seconds until a refund is completed. Default 0: right after the answer. */
  readonly refundSeconds?: number;
  /** What the project is allowed to do. */
  readonly project?: Partial<ProjectSettings>;
  /** Told of what goes wrong in the sandbox itself. Default `console.error`. */
  readonly onError?: (error: unknown) => void;
  /** Takes the deliveries instead of the network, for a test that opens no port: the shop's own handler. */
  readonly deliver?: (request: Request) => Promise<Response> | Response;
  /** Where every order's webhooks go, whatever its `callback_url` says. */
  readonly webhookUrl?: string;
}

/** What `GET project` and `GET websites` tell, and what decides whether money may be taken. */
export interface ProjectSettings {
  /** Default `activated`. */
  readonly status: string;
  /** `enabled` takes money, `test_mode` marks orders as tests, `disabled` refuses orders. Default `enabled`. */
  readonly payment_collection_status: 'enabled' | 'disabled' | 'test_mode';
  /** Each with its `url` and `status`. Default: `https://shop.example`, `verified`. */
  readonly websites: readonly { readonly url: string; readonly status: string }[];
  /** Whether payers may set amounts. Default true. */
  readonly payer_set_amounts: boolean;
}

/** What a shop needs to talk to the sandbox. Random, unless there is a `seed`; a `db` keeps them for the next start. */
export interface SandboxCredentials {
  /** For Checkout: `client_id`. */
  readonly clientId: string;
  /** For Checkout: `client_secret`, which signs webhooks too. */
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

/** Credentials that depend on the seed alone. */
export function credentialsOf(seed: number | string): SandboxCredentials {
  const digest = (name: string) => createHash('sha256').update(`paysera-client sandbox ${seed} ${name}`);
  const uuid = (name: string) =>
    digest(name)
      .digest('hex')
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5');
  const text = (name: string, length: number) =>
    digest(name).digest('base64url').replace(/[-_]/g, '0').slice(0, length);
  return {
    clientId: uuid('client id'),
    clientSecret: `sandbox-${text('client secret', 32)}`,
    projectId: uuid('project'),
    macId: text('mac id', 10),
    macKey: `sandbox-${text('mac key', 32)}`,
    businessId: text('business', 32),
  };
}

/** The options with their defaults in place. */
export type Settings = Required<
  Omit<SandboxOptions, 'db' | 'seed' | 'credentials' | 'startAt' | 'deliver' | 'webhookUrl' | 'project'>
> &
  Pick<SandboxOptions, 'db' | 'seed' | 'credentials' | 'startAt' | 'deliver' | 'webhookUrl'> & {
    readonly project: ProjectSettings;
  };

export function settingsOf(options: SandboxOptions): Settings {
  return {
    port: 0,
    clock: 'real',
    rateLimit: 50,
    tokenLifetime: 3600,
    macWindow: 300,
    requireBodyHash: true,
    autoCapture: true,
    priceEcho: 'same',
    refundSeconds: 0,
    onError: (error) => console.error('The sandbox made a mistake:', error),
    ...options,
    project: {
      status: 'activated',
      payment_collection_status: 'enabled',
      websites: [{ url: 'https://shop.example', status: 'verified' }],
      payer_set_amounts: true,
      ...options.project,
    },
  };
}
