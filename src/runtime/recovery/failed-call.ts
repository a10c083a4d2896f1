import { ResponseValidationError } from '../../errors/api/response-validation-error.ts';
import { isOutcomeUnknownError, OutcomeUnknownError } from '../../errors/outcome/outcome-unknown-error.ts';
import type { Resolution } from '../../errors/outcome/resolutions.ts';
import { type ErrorContext, isPayseraError } from '../../errors/paysera-error.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import type { Intent } from './intents/intents.ts';
import { type Closing, resolveOwn } from './resolve-intent.ts';
import type { Tracked } from './tracked.ts';

const KEYS_KEPT = 10_000;

/** What is thrown instead of an error that ended a call. */
export function errorAfter<Operations>(flight: Tracked<Operations>, error: unknown): unknown {
  if (isOutcomeUnknownError(error)) return lose(flight, error);
  const { earlier, kept, intent, operation } = flight;
  if (earlier.length === 0) {
    // An unexpected error leaves the outcome unknown.
    kept?.write({ ...intent, state: isPayseraError(error) ? 'did-not-happen' : 'unknown' });
    return error;
  }
  const known = isPayseraError(error) ? error : undefined;
  const message =
    `${operation.id} did not go through, and an earlier call with the same idempotencyKey may have: call again with it. ` +
    `What went wrong: ${known?.message ?? 'an unexpected error'}`;
  return lose(flight, new OutcomeUnknownError(message, { ...contextOf(flight, known), cause: error }));
}

/**
 * Paysera rejected the request: it did not happen, unless an earlier call with the same key may have taken effect.
 *
 * @throws {OutcomeUnknownError} in that case.
 */
export function refused<Operations>(flight: Tracked<Operations>, response: ApiResponse): void {
  const { earlier, kept, intent } = flight;
  if (earlier.length > 0) throw errorAfter(flight, response.error);
  kept?.write({ ...intent, state: 'did-not-happen' });
}

/** A success whose response does not confirm the request: it may belong to another request, or be a maintenance page. */
export function unproven<Operations>(
  flight: Tracked<Operations>,
  response: ApiResponse,
  answered: string | undefined,
): OutcomeUnknownError {
  const context = contextOf(flight, { attempts: response.attempts, ...response.identity() });
  const what = `${flight.operation.id} returned ${response.status}, but the response does not confirm what was requested`;
  const cause = new ResponseValidationError(`${what}.`, [], response.data, context);
  const next = 'Do not send it again: call resolve() first. The response is in `cause.data`';
  return lose(flight, new OutcomeUnknownError(`${what}. ${next}.`, { ...context, cause }), answered);
}

/** Gives an unknown outcome its `resolve()`. */
function lose<Operations>(
  { recovery, call, operation, step, intent, kept, sent }: Tracked<Operations>,
  error: OutcomeUnknownError,
  answered?: string,
): OutcomeUnknownError {
  const { clock, gracePeriod, lostKeys, now } = recovery;
  // By the local clock as it was when the request was sent; it may have been set since.
  const endedAt = Math.floor(intent.sentAt + performance.now() - sent.at);
  const facts = answered === undefined ? intent.facts : { ...intent.facts, answered };
  const lost: Intent = { ...intent, facts, state: 'unknown', until: step ? intent.until : endedAt };
  if (kept) kept.write(lost);
  else if (operation.retry === 'key') remember(lostKeys, `${operation.id} ${intent.idempotencyKey}`, lost);
  const ended = performance.now();
  const quiescentAt = ended + gracePeriod;
  let settled: Resolution | undefined;
  const closing: Closing = {};
  return error.withResolve(async (options) => {
    recovery.assertResolve('resolve', options);
    // The moment by the local clock as it is when this is called; it may have been set since.
    const at = (moment: number) => now() - (performance.now() - moment);
    const { offset, ...timeless } = lost;
    const intent = (): Intent => {
      const isSet = clock.settings() !== sent.settings;
      return { ...timeless, ...(offset && !isSet && { offset }), sentAt: at(sent.at), until: at(ended) };
    };
    const found = settled ?? (await resolveOwn(recovery, call, { intent, kept, quiescentAt, closing }, options));
    if (found.outcome !== 'unknown') settled = found;
    return found;
  });
}

/** Without a journal, only the last call with a key is remembered. */
function remember(lostKeys: Map<string, Intent>, name: string, intent: Intent): void {
  lostKeys.set(name, intent);
  const [oldest = name] = lostKeys.keys();
  if (lostKeys.size > KEYS_KEPT) lostKeys.delete(oldest);
}

function contextOf<Operations>(
  { operation, intent }: Tracked<Operations>,
  source: Pick<ErrorContext, 'requestId' | 'attempts'> | undefined,
): ErrorContext {
  const { idempotencyKey } = intent;
  return { operation: operation.id, idempotencyKey, requestId: source?.requestId, attempts: source?.attempts };
}
