import type { PayseraEvent } from './events.ts';

const LEVELS = ['off', 'error', 'warn', 'info', 'debug'] as const;

/** How much is logged: each level has what those before it have. */
export type LogLevel = (typeof LEVELS)[number];

/** Anything with these methods: `console`, pino, winston. */
export interface Logger {
  /** A call whose outcome is unknown. */
  error(line: string): void;
  /** A call that failed, a response that differs from the document, a clock that is wrong, a store that is unavailable. */
  warn(line: string): void;
  /** A call that went through. */
  info(line: string): void;
  /** An attempt, a token. */
  debug(line: string): void;
}

/** Writes one line an event, with what the event has: never a body, a header or a credential. */
export function createLog(logger: Logger, level: LogLevel): (event: PayseraEvent) => unknown {
  const most = LEVELS.indexOf(level);
  return (event) => {
    if (event.type === 'call:start') return undefined;
    const at = levelOf(event);
    // What an asynchronous logger returns may reject.
    return LEVELS.indexOf(at) <= most ? logger[at](`paysera ${lineOf(event)}`) : undefined;
  };
}

type Logged = Exclude<PayseraEvent, { type: 'call:start' }>;

function levelOf(event: Logged): Exclude<LogLevel, 'off'> {
  if (event.type === 'attempt') return 'debug';
  if (event.type === 'token') return event.outcome === 'failed' ? 'warn' : 'debug';
  if (event.type !== 'call:end') return 'warn';
  return event.outcome === 'ok' ? 'info' : event.outcome === 'unknown' ? 'error' : 'warn';
}

function lineOf(event: Logged): string {
  const { type } = event;
  if (type === 'call:end' || type === 'attempt') {
    const { operation, method, path, duration, status, requestId, callId } = event;
    const what =
      type === 'attempt'
        ? [`attempt ${event.attempt}: ${event.reason}`, queuedFor(event.queued), waiting(event.wait)]
        : [event.outcome, event.code, `${event.attempts} ${event.attempts === 1 ? 'attempt' : 'attempts'}`];
    const facts = [...what, type === 'call:end' && status, `${Math.round(duration)} ms`];
    const ids = [`call ${callId}`, requestId && `request ${requestId}`];
    return `${operation} ${method} ${path} ${[...facts, ...ids].filter(Boolean).join(', ')}`;
  }
  if (type === 'token') {
    const { outcome, code, lifetime, callId } = { code: undefined, lifetime: undefined, ...event };
    return `token ${[outcome, code, lifetime && `valid for ${lifetime} s`, callId && `call ${callId}`].filter(Boolean).join(', ')}`;
  }
  if (type === 'drift') {
    return `${event.operation}: the response has ${event.path} as ${event.received}, the document as ${event.expected}, call ${event.callId}`;
  }
  if (type === 'clock') return `clock: this machine and Paysera are ${event.offset} ms apart, call ${event.callId}`;
  return `state: the store of ${event.part} is ${event.outcome}`;
}

const queuedFor = (queued: number) => queued >= 1 && `queued for ${Math.round(queued)} ms`;
const waiting = (wait: number | undefined) => wait !== undefined && `next in ${Math.round(wait)} ms`;
