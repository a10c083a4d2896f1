import type { Attempt } from '../../errors/attempt.ts';
import type { Clock } from '../clock.ts';
import type { Emit } from '../events.ts';
import type { Authentication } from './authentication.ts';
import type { Deadline } from './deadline.ts';
import { describeRequest } from './describe-request.ts';
import type { RateGate } from './gate/rate-gate.ts';
import type { Slots } from './gate/slots.ts';
import type { WireRequest } from './wire-request.ts';

export interface TransportSettings {
  readonly origin: string;
  readonly fetch: typeof fetch;
  /** Absent for calls that carry no credentials. */
  readonly authentication?: Authentication;
  readonly gate: RateGate | undefined;
  /** Absent where any number of requests may be in flight. */
  readonly slots?: Slots | undefined;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly random: () => number;
  /** A header by its name in lower case, or none. */
  readonly userAgent?: Readonly<Record<string, string>>;
}

/** One call over all its attempts. */
export interface CallState {
  readonly settings: TransportSettings;
  readonly request: WireRequest;
  readonly deadline: Deadline;
  /** The attempts made so far, oldest first. */
  readonly attempts: Attempt[];
  /** Each `Authorization` that was sent. */
  readonly authorizations: string[];
  /** Milliseconds that the current attempt waited for its turn. */
  queued: number;
  /** Whether an attempt so far may have been processed, though no response said so. */
  mayHaveBeenProcessed?: boolean;
  /** Whether the credentials were refreshed once. They are not refreshed again. */
  credentialsRefreshed?: boolean;
}

/** Paysera's id of a request, where its response has one that is Paysera's own. */
export interface Identity {
  readonly requestId?: string;
}

/** Adds an attempt, and reports it. */
export function recordAttempt(
  { attempts, queued, request, settings }: CallState,
  attempt: Attempt,
  identity: () => Identity,
): void {
  attempts.push(attempt);
  settings.emit('attempt', () => ({
    callId: request.callId(),
    path: request.operation.path,
    ...describeRequest(request, settings.origin),
    attempt: attempts.length,
    queued,
    ...identity(),
    ...attempt,
  }));
}

/** The credentials in plain text: what a response must not echo. */
export function plainCredentials({ authentication }: TransportSettings): string[] {
  return (authentication?.credentials ?? []).map((secret) => secret.reveal());
}
