import type { Client } from 'openapi-fetch';
import type { GenericSchema } from 'valibot';
import type { Authentication } from './authentication.ts';
import { originOf } from './base-url.ts';
import { type Call, createCall } from './call.ts';
import { type Clock, createClock } from './clock.ts';
import { createEmit, type Emit } from './events.ts';
import type { Operation } from './operation.ts';
import type { ClientOptions } from './options.ts';
import { createRateGate, type RateGate } from './rate-gate.ts';
import { createTransport, type Transport, type TransportSettings } from './transport.ts';
import { createValidate } from './validate.ts';

/** The generated side of an API. */
export interface GeneratedApi {
  readonly table: Readonly<Record<string, Operation>>;
  readonly validators: Readonly<Partial<Record<string, GenericSchema>>>;
  /** The host the document names. */
  readonly server: string;
}

/** What an authentication may need of the client it works for. */
export interface Surroundings {
  readonly origin: string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The transport for calls that carry no credentials of their own. */
  readonly transport: Transport;
}

export interface Runtime<Paths extends object, Operations> {
  readonly call: Call<Operations>;
  readonly api: Client<Paths, 'application/json'>;
  readonly origin: string;
  readonly clock: Clock;
}

/** Puts the stations of a call together: see `call.ts` for the way through them. */
export function assemble<Paths extends object, Operations>(
  { table, validators, server }: GeneratedApi,
  options: ClientOptions,
  defaults: { readonly gate: boolean },
  authenticationOf: (surroundings: Surroundings) => Authentication,
): Runtime<Paths, Operations> {
  const origin = originOf(options.baseUrl ?? server);
  const emit = createEmit(options.onEvent);
  const clock = createClock(options.now ?? Date.now, emit);
  const settings: Omit<TransportSettings, 'authentication'> = {
    origin,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    gate: gateOf(options.rateLimit, defaults.gate),
    clock,
    emit,
    random: options.random ?? Math.random,
  };
  const authentication = authenticationOf({ origin, clock, emit, transport: createTransport(settings) });
  const { call, api } = createCall<Paths, Operations>({
    table,
    origin,
    transport: createTransport({ ...settings, authentication }),
    validate: createValidate(validators, options.validation ?? 'report', emit),
    emit,
    defaults: options,
  });
  return { call, api, origin, clock };
}

function gateOf(rateLimit: ClientOptions['rateLimit'], byDefault: boolean): RateGate | undefined {
  if (rateLimit === false || (rateLimit === undefined && !byDefault)) return undefined;
  return rateLimit && 'take' in rateLimit ? rateLimit : createRateGate(rateLimit);
}
