import { sha256 } from '../auth/hmac.ts';
import { assertKnown, CREDENTIALS } from '../errors/known-options.ts';
import { loaded } from '../errors/not-loaded.ts';
import { SENDS_ONCE } from '../http/sends-once.ts';
import { type ApiClient, createApiClient } from './call/api/api-client.ts';
import type { RequestMethod } from './call/api/request.ts';
import { createCall } from './call/call.ts';
import { showing } from './call/caller.ts';
import { checkedTimeout } from './call/checked-timeout.ts';
import { dataOf, type Guard } from './call/run-call.ts';
import type { Call } from './call/wire-types.ts';
import { type Clock, createClock } from './clock.ts';
import { createEmit, createHasListener, type Emit } from './events.ts';
import { withLog } from './log-option.ts';
import type { Operation } from './operation.ts';
import { CLIENT_OPTIONS, type ClientOptions } from './options.ts';
import { createJournal, type Journal } from './recovery/journal.ts';
import type { FactReaders, Lookups } from './recovery/lookup/lookup.ts';
import type { Intents } from './recovery/recovery.ts';
import { assertRetry } from './retry/retry-options.ts';
import type { Authentication } from './transport/authentication.ts';
import { originOf } from './transport/base-url.ts';
import type { TransportSettings } from './transport/call-state.ts';
import { createRateGate, type RateGate } from './transport/gate/rate-gate.ts';
import type { Slots } from './transport/gate/slots.ts';
import { createTransport, type Transport } from './transport/transport.ts';
import { unheard } from './unheard.ts';
import { APP_INFO, userAgentOf } from './user-agent.ts';
import { createValidate, type Validators } from './validation/validate.ts';

/** The generated side of an API. */
export interface GeneratedApi {
  readonly table: Readonly<Record<string, Operation>>;
  readonly validators: () => Promise<{ readonly validators: Validators }>;
  /** The host that the document names. */
  readonly server: string;
}

/** What an authentication may need from its client. */
export interface AuthContext {
  readonly origin: string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The transport for calls that carry no credentials, such as the one for a token. */
  readonly transport: Transport;
}

export interface Runtime<Paths extends object, Operations> {
  readonly call: Call<Operations>;
  readonly api: ApiClient<Paths>;
  readonly request: RequestMethod;
  readonly origin: string;
  readonly intents: Intents;
  readonly openSteps: Journal<Operations>['openSteps'];
  /** Milliseconds after which a request whose response was lost is taken as dead. */
  readonly gracePeriod: number;
  /** A digest of the origin and the client ID. */
  readonly account: () => string | Promise<string>;
  readonly emit: Emit;
}

/** How one API differs from the other. */
export interface ApiDefinition<Operations> {
  /** The name of the function that creates the client. */
  readonly name: string;
  /** Its options besides those that both clients share. */
  readonly options: readonly string[];
  /** Bounds how many requests are in flight at once. Made by the API that has them: the other one does not load them. */
  readonly slots?: Slots;
  /** Whether there is a rate gate by default. */
  readonly gate: boolean;
  /** Milliseconds after which a request whose response was lost is taken as dead, by default. */
  readonly gracePeriod: number;
  /** How requests to this API are authenticated. */
  readonly auth: 'oauth' | 'mac';
  authentication(context: AuthContext): Authentication;
  /** Checks of successful responses against what was sent, by operation id. */
  readonly guards?: Readonly<Partial<Record<string, Guard>>>;
  /** What is recorded of each call whose outcome can be unknown. */
  readonly facts: FactReaders<Operations>;
  /** Loads how each of them is looked up. */
  readonly lookups: () => Promise<Lookups<Operations>>;
}

/** Puts the stages of a call together. `docs/architecture.md` shows the path through them. */
export function createRuntime<Paths extends object, Operations>(
  { table, validators, server }: GeneratedApi,
  options: ClientOptions,
  definition: ApiDefinition<Operations>,
): Runtime<Paths, Operations> {
  assertKnown(definition.name, options, [...CLIENT_OPTIONS, ...definition.options], CREDENTIALS);
  assertRetry(options.retry);
  if (options.timeout !== undefined) checkedTimeout(definition.name, options.timeout);
  assertKnown('appInfo', options.appInfo, APP_INFO);
  const origin = originOf(options.baseUrl ?? server);
  const onEvent = withLog(options.onEvent, options.logger);
  const emit = createEmit(onEvent);
  const now = options.now ?? Date.now;
  const clock = createClock(now, emit);
  const settings: Omit<TransportSettings, 'authentication'> = {
    origin,
    fetch: options.fetch ?? platformFetch(),
    gate: gateOf(options, definition.gate, origin, emit),
    slots: definition.slots,
    clock,
    emit,
    random: options.random ?? Math.random,
    userAgent: userAgentOf(options.appInfo),
  };
  const authentication = definition.authentication({ origin, clock, emit, transport: createTransport(settings) });
  const gracePeriod = (options.retry || undefined)?.gracePeriod ?? definition.gracePeriod;
  const account = () => sha256(`${origin} ${authentication.credentials?.[0]?.reveal()}`);
  const journal = createJournal<Operations>({
    facts: definition.facts,
    lookups: definition.lookups,
    store: options.intents ?? options.state?.intents,
    origin,
    ready: authentication.ready?.bind(authentication),
    account,
    clock,
    now,
    gracePeriod,
    timeout: options.timeout ?? 30_000,
  });
  const { call, pipeline } = createCall<Operations>(
    {
      table,
      origin,
      transport: createTransport({ ...settings, authentication }),
      validate: createValidate(validators, options.validation ?? 'report', emit, createHasListener(onEvent)),
      journal,
      guards: definition.guards ?? {},
      emit,
    },
    options,
  );
  const api = createApiClient<Paths>(pipeline);
  const send = async (...input: Parameters<RequestMethod>) =>
    dataOf(await (await loaded(import('./call/api/request.ts'))).sendRequest(pipeline, definition.auth, ...input));
  const request: RequestMethod = (...input) => showing(send(...input));
  const { openSteps } = journal;
  return { call, api, request, origin, intents: journal.intents(call), openSteps, gracePeriod, account, emit };
}

/** The platform's, as it is when it is called: tests and tracing may replace it. */
function platformFetch(): typeof fetch {
  const fetch = (...request: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...request);
  return Object.assign(fetch, { [SENDS_ONCE]: true });
}

function gateOf(
  { rateLimit, state }: ClientOptions,
  byDefault: boolean,
  origin: string,
  emit: Emit,
): RateGate | undefined {
  if (rateLimit === false || (rateLimit === undefined && !byDefault)) return undefined;
  if (rateLimit && 'take' in rateLimit) {
    const gate = rateLimit;
    return { take: (options) => gate.take(options), learn: (seen) => unheard(() => gate.learn(seen)) };
  }
  const own = createRateGate(rateLimit);
  const store = state?.gate;
  if (!store) return own;
  let shared: RateGate | undefined;
  const gate = async () => {
    const { sharedGate } = await import('./state/on-demand.ts');
    shared ??= sharedGate({ ...rateLimit, store, origin, own, emit });
    return shared;
  };
  return {
    take: async (options) => (await gate()).take(options),
    learn: (seen) => unheard(async () => (await gate()).learn(seen)),
  };
}
