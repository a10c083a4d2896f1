import type { Attempt } from '../errors/attempt.ts';
import type { Drift } from '../errors/response-validation-error.ts';

/** What a client tells of its work. Built from listed fields: never a body, a header or a credential. */
export type PayseraEvent =
  | {
      /** A call ended. */
      readonly type: 'call';
      readonly operation: string;
      readonly outcome: 'ok' | 'failed' | 'unknown';
      /** The error's code. */
      readonly code?: string;
      readonly status?: number;
      readonly requestId?: string;
      /** Milliseconds, waits included. */
      readonly duration: number;
      readonly attempts: number;
    }
  | ({
      /** One attempt of a call ended. `attempt` counts from 1. */
      readonly type: 'attempt';
      readonly operation: string;
      readonly attempt: number;
      readonly requestId?: string;
    } & Attempt)
  | {
      /** An access token was asked for. */
      readonly type: 'token';
      readonly outcome: 'issued' | 'failed' | 'from-store';
      /** Seconds it is taken to live. */
      readonly lifetime?: number;
      readonly code?: string;
    }
  | ({
      /** An answer differs from the document. Told once for each shape. */
      readonly type: 'drift';
      readonly operation: string;
    } & Drift)
  | {
      /** Paysera's clock and ours are more than 30 s apart. Told once each time it moves. */
      readonly type: 'clock';
      /** Milliseconds to add to our clock. */
      readonly offset: number;
    };

type Without<Event, Name extends PropertyKey> = Event extends unknown ? Omit<Event, Name> : never;
type EventOf<T extends PayseraEvent['type']> = Without<Extract<PayseraEvent, { type: T }>, 'type'>;

/** Tells an event. `make` runs only when somebody listens. */
export type Emit = <T extends PayseraEvent['type']>(type: T, make: () => EventOf<T>) => void;

interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/** Whether somebody would be told of an event of this type now. */
export type Heard = (type: PayseraEvent['type']) => boolean;

/** Sends events to `onEvent` and to the `node:diagnostics_channel` `paysera:<type>`. */
export function createEmit(onEvent?: (event: PayseraEvent) => void): Emit {
  return (type, make) => {
    const channel = channelOf(type);
    if (!onEvent && !channel?.hasSubscribers) return;
    const event = { type, ...make() } as unknown as PayseraEvent;
    try {
      onEvent?.(event);
    } catch {
      // A listener that throws must not turn a payment that went through into an error.
    }
    if (channel?.hasSubscribers) channel.publish(event);
  };
}

export function createHeard(onEvent?: (event: PayseraEvent) => void): Heard {
  return (type) => onEvent !== undefined || channelOf(type)?.hasSubscribers === true;
}

const channels = new Map<string, Channel | undefined>();

function channelOf(type: string): Channel | undefined {
  if (!channels.has(type)) {
    const node = (
      globalThis as { process?: { getBuiltinModule?(id: string): { channel?(name: string): Channel } | undefined } }
    ).process?.getBuiltinModule?.('node:diagnostics_channel');
    channels.set(type, node?.channel?.(`paysera:${type}`));
  }
  return channels.get(type);
}
