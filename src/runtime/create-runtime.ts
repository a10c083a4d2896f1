import { sha256 } from '../auth/hmac.ts';
import { type ApiClient, createCall } from './call/call.ts';
import type { Call } from './call/wire-types.ts';
import { type Clock, createClock } from './clock.ts';
import { createEmit, createHasListener, type Emit } from './events.ts';
import type { Operation } from './operation.ts';
import type { ClientOptions } from './options.ts';
import { createJournal, type Journal } from './recovery/journal.ts';
import type { FactReaders, Lookups } from './recovery/lookup.ts';
import type { Intents } from './recovery/recovery.ts';
import type { Authentication } from './transport/authentication.ts';
import { originOf } from './transport/base-url.ts';
import { createRateGate, type RateGate } from './transport/rate-gate.ts';
import { createTransport, type Transport, type TransportSettings } from './transport/transport.ts';
import { createValidate, type Validators } from './validation/validate.ts';

/** The generated side of an API. */
export interface GeneratedApi {
  readonly table: Readonly<Record<string, Operation>>;
  readonly validators: () => Promise<{ readonly validators: Validators }>;
  /** The host the document names. */
  readonly server: string;
}

/** What an authentication may need of the client it works for. */
export interface AuthContext {
  readonly origin: string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The transport for calls that carry no credentials of their own. */
  readonly transport: Transport;
}

export interface Runtime<Paths extends object, Operations> {
  readonly call: Call<Operations>;
  readonly api: ApiClient<Paths>;
  readonly origin: string;
  readonly intents: Intents;
  readonly openSteps: Journal<Operations>['openSteps'];
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
}

/** How one API differs from the other. */
export interface ApiDefinition<Operations> {
  /** Whether there is a rate gate when the caller says nothing. */
  readonly gate: boolean;
  /** Milliseconds after which a request whose response was lost is taken as dead, when the caller says nothing. */
  readonly gracePeriod: number;
  authentication(context: AuthContext): Authentication;
  /** What is kept of each call whose outcome can be unknown. */
  readonly facts: FactReaders<Operations>;
  /** Loads how each of them is looked up. */
  readonly lookups: () => Promise<Lookups<Operations>>;
}

/** Puts the stations of a call together: see `call.ts` for the way through them. */
export function createRuntime<Paths extends object, Operations>(
  { table, validators, server }: GeneratedApi,
  options: ClientOptions,
  definition: ApiDefinition<Operations>,
): Runtime<Paths, Operations> {
  const origin = originOf(options.baseUrl ?? server);
  const emit = createEmit(options.onEvent);
  const now = options.now ?? Date.now;
  const clock = createClock(now, emit);
  const settings: Omit<TransportSettings, 'authentication'> = {
    origin,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    gate: gateOf(options.rateLimit, definition.gate),
    clock,
    emit,
    random: options.random ?? Math.random,
  };
  const authentication = definition.authentication({ origin, clock, emit, transport: createTransport(settings) });
  const gracePeriod = (options.retry || undefined)?.gracePeriod ?? definition.gracePeriod;
  const journal = createJournal<Operations>({
    facts: definition.facts,
    lookups: definition.lookups,
    store: options.intents,
    origin,
    ready: authentication.ready?.bind(authentication),
    account: () => sha256(`${origin} ${authentication.credentials?.[0]?.reveal()}`),
    clock,
    now,
    gracePeriod,
    timeout: options.timeout ?? 30_000,
  });
  const { call, api } = createCall<Paths, Operations>({
    table,
    origin,
    transport: createTransport({ ...settings, authentication }),
    validate: createValidate(validators, options.validation ?? 'report', emit, createHasListener(options.onEvent)),
    journal,
    emit,
    defaults: options,
  });
  return { call, api, origin, intents: journal.intents(call), openSteps: journal.openSteps, gracePeriod };
}

function gateOf(rateLimit: ClientOptions['rateLimit'], byDefault: boolean): RateGate | undefined {
  if (rateLimit === false || (rateLimit === undefined && !byDefault)) return undefined;
  return rateLimit && 'take' in rateLimit ? rateLimit : createRateGate(rateLimit);
}
