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
    // An error that nobody foresaw tells nothing.
    kept?.write({ ...intent, state: isPayseraError(error) ? 'did-not-happen' : 'unknown' });
    return error;
  }
  const told = isPayseraError(error) ? error : undefined;
  const message =
    `${operation.id} did not go through, and an earlier call with the same idempotencyKey may have: call again with it. ` +
    `What went wrong: ${told?.message ?? 'an unexpected error'}`;
  return lose(flight, new OutcomeUnknownError(message, { ...contextOf(flight, told), cause: error }));
}

/**
 * Paysera refused: it did not happen, unless an earlier call with the same key may have done it.
 *
 * @throws {OutcomeUnknownError} in that case.
 */
export function refused<Operations>(flight: Tracked<Operations>, response: ApiResponse): void {
  const { earlier, kept, intent } = flight;
  if (earlier.length > 0) throw errorAfter(flight, response.error);
  kept?.write({ ...intent, state: 'did-not-happen' });
}

/** A success that does not prove itself may be another's, or a page of maintenance. */
export function unproven<Operations>(
  flight: Tracked<Operations>,
  response: ApiResponse,
  answered: string | undefined,
): OutcomeUnknownError {
  const context = contextOf(flight, response);
  const what = `${flight.operation.id} was answered ${response.status}, and the response does not show that it was done as asked`;
  const cause = new ResponseValidationError(`${what}.`, [], response.data, context);
  const next = 'Do not send it again, ask resolve() first; the response is in `cause.data`';
  return lose(flight, new OutcomeUnknownError(`${what}. ${next}.`, { ...context, cause }), answered);
}

/** Gives an unknown outcome its `resolve()`. */
function lose<Operations>(
  { recovery, call, operation, step, intent, kept, sent }: Tracked<Operations>,
  error: OutcomeUnknownError,
  answered?: string,
): OutcomeUnknownError {
  const { clock, gracePeriod, lostKeys, now } = recovery;
  // By the clock it was sent by, though that may have been set since.
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
    // When it was, by the clock as it stands whenever that is asked for: it may have been set since.
    const at = (moment: number) => now() - (performance.now() - moment);
    const { offset, ...timeless } = lost;
    const intent = (): Intent => {
      const isSet = clock.settings() !== sent.timesSet;
      return { ...timeless, ...(offset && !isSet && { offset }), sentAt: at(sent.at), until: at(ended) };
    };
    const found = settled ?? (await resolveOwn(recovery, call, { intent, kept, quiescentAt, closing }, options));
    if (found.outcome !== 'unknown') settled = found;
    return found;
  });
}

/** Without a journal, the last call of a key stands for all. */
function remember(lostKeys: Map<string, Intent>, name: string, intent: Intent): void {
  lostKeys.set(name, intent);
  const [oldest = name] = lostKeys.keys();
  if (lostKeys.size > KEYS_KEPT) lostKeys.delete(oldest);
}

function contextOf<Operations>(
  { operation, intent }: Tracked<Operations>,
  told: Pick<ErrorContext, 'requestId' | 'attempts'> | undefined,
): ErrorContext {
  const { idempotencyKey } = intent;
  return { operation: operation.id, idempotencyKey, requestId: told?.requestId, attempts: told?.attempts };
}
