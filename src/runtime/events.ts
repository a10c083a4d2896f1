import type { Drift } from '../errors/api/response-validation-error.ts';
import type { Attempt } from '../errors/attempt.ts';
import { unheard } from './unheard.ts';

/** Which call an event belongs to. */
interface OfCall {
  /** The same on each event of a call, and on no other. */
  readonly callId: string;
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** The HTTP method. */
  readonly method: string;
  /** The path as the document has it: `/…/orders/{id}`. For an endpoint that it does not have, as it was given. */
  readonly path: string;
  /** The URL with the names of its parameters in place of their values: `https://…/orders/{id}?status[]`. */
  readonly url: string;
}

/** What a client reports about its work. Built from an allow-list of fields: never a body, a header or a credential. */
export type PayseraEvent =
  | ({
      /** A call began. Its options are not checked yet, and `url` has no names of a query. */
      readonly type: 'call:start';
    } & OfCall)
  | ({
      /** A call ended. */
      readonly type: 'call:end';
      /** `unknown`: it ended in an `OutcomeUnknownError`. */
      readonly outcome: 'ok' | 'failed' | 'unknown';
      /** The error's code. */
      readonly code?: string;
      /** HTTP status of the last response, when there was one. */
      readonly status?: number;
      /** Paysera's id of the last request. */
      readonly requestId?: string;
      /** Milliseconds, waits included. */
      readonly duration: number;
      /** How many attempts were made. */
      readonly attempts: number;
    } & OfCall)
  | ({
      /** One attempt of a call ended. */
      readonly type: 'attempt';
      /** Which attempt it was, counted from 1. */
      readonly attempt: number;
      /** Milliseconds that it waited for its turn: the rate limit, and the requests that may be in flight at once. */
      readonly queued: number;
      /** Paysera's id of the request. */
      readonly requestId?: string;
    } & OfCall &
      Attempt)
  | {
      /** An access token was requested. */
      readonly type: 'token';
      /** The call of the token endpoint, whose attempts have the same. Undefined for a token from the store. */
      readonly callId?: string;
      /** Issued by Paysera, refused, or found in the store. */
      readonly outcome: 'issued' | 'failed' | 'from-store';
      /** Its lifetime in seconds, as the client reckons with it. */
      readonly lifetime?: number;
      /** The error's code, when it failed. */
      readonly code?: string;
    }
  | ({
      /** A response differs from the document. Reported once per kind of difference. */
      readonly type: 'drift';
      /** The call whose response it was. */
      readonly callId: string;
      /** The operation's id in the OpenAPI document. */
      readonly operation: string;
    } & Drift)
  | {
      /** Paysera's clock and this machine's are more than 30 s apart. Reported again when the difference changes. */
      readonly type: 'clock';
      /** The call whose response gave the time. */
      readonly callId: string;
      /** Milliseconds to add to this machine's clock. */
      readonly offset: number;
    }
  | {
      /** The store of a part of the `state` failed or did not respond, so the client continues without it; or it is back. */
      readonly type: 'state';
      /** The part of the state. */
      readonly part: 'tokens' | 'gate' | 'claims';
      /** Whether its store is unavailable, or back. */
      readonly outcome: 'away' | 'back';
    };

type Without<Event, Name extends PropertyKey> = Event extends unknown ? Omit<Event, Name> : never;
type EventOf<T extends PayseraEvent['type']> = Without<Extract<PayseraEvent, { type: T }>, 'type'>;

/** Reports an event. `make` runs only when someone listens. */
export type Emit = <T extends PayseraEvent['type']>(type: T, make: () => EventOf<T>) => void;

interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/** Whether anyone listens for events of this type now. */
export type HasListener = (type: PayseraEvent['type']) => boolean;

/** Sends events to `onEvent` and to the `node:diagnostics_channel` `paysera:<type>`. */
export function createEmit(onEvent?: (event: PayseraEvent) => void): Emit {
  return (type, make) => {
    const channel = channelOf(type);
    if (!onEvent && !channel?.hasSubscribers) return;
    const event = { type, ...make() } as unknown as PayseraEvent;
    unheard(() => onEvent?.(event));
    if (channel?.hasSubscribers) channel.publish(event);
  };
}

export function createHasListener(onEvent?: (event: PayseraEvent) => void): HasListener {
  return (type) => onEvent !== undefined || channelOf(type)?.hasSubscribers === true;
}

const channels = new Map<string, Channel | null>();

/** Null where there is no `node:diagnostics_channel`. */
function channelOf(type: string): Channel | null {
  const known = channels.get(type);
  if (known !== undefined) return known;
  const node = globalThis.process?.getBuiltinModule?.('node:diagnostics_channel');
  const channel = node?.channel?.(`paysera:${type}`) ?? null;
  channels.set(type, channel);
  return channel;
}
