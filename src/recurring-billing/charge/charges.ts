import { abortable } from '../../auth/abortable.ts';
import { sha256 } from '../../auth/hmac.ts';
import { isApiError } from '../../errors/api/api-error.ts';
import { ConfigurationError, isConfigurationError } from '../../errors/configuration-error.ts';
import { isAbortError } from '../../errors/connection/abort-error.ts';
import { isTimeoutError } from '../../errors/connection/timeout-error.ts';
import { ChargeIncompleteError, ChargeResume } from '../../errors/outcome/charge-incomplete-error.ts';
import type { ResolveOptions } from '../../errors/outcome/resolutions.ts';
import { type AmountField, encodeAmounts } from '../../money/minor-units.ts';
import { checkedTimeout } from '../../runtime/call/checked-timeout.ts';
import { runWithDeadline } from '../../runtime/call/step-runner.ts';
import type { Emit } from '../../runtime/events.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { Claims } from '../../runtime/state/claims.ts';
import { createHold, type Hold } from '../../runtime/state/hold.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { PaymentRequest } from '../payment-requests.ts';
import type { ChargeTerms } from './belongs.ts';
import { ChargeFlow } from './charge-flow.ts';
import type { Charge, ResumeCharge } from './charge-input.ts';
import type { ChargeMeans } from './charge-start.ts';
import type { Left } from './left.ts';
import { resolveCharge } from './resolve-charge.ts';

export interface ChargeSettings extends ChargeMeans {
  /** Milliseconds for all steps. */
  readonly timeout: number;
  /** Where a payment request holds its price. */
  readonly amounts: readonly AmountField[];
  /** Shared with other processes: which client is at work on which key. */
  readonly shared?: SharedKeys | undefined;
}

interface SharedKeys {
  readonly claims: Claims;
  /** Whose keys they are. */
  readonly account: () => string | Promise<string>;
  readonly emit: Emit;
}

/** Makes a charge. Is given whether other processes are kept from its key. */
type ChargeRun = (isHeld: () => boolean) => Promise<PaymentRequest>;

interface PendingCharge {
  readonly flow: ChargeFlow;
  running: Promise<PaymentRequest> | undefined;
}

// Charges that ended without a capture, kept so that a call with the same key continues them.
const KEPT = 10_000;
// Milliseconds by which a claim outlasts whatever a process that died may have under way.
const LEASE_SLACK = 30_000;

/** The charges of a client. A call with a known key continues its charge instead of creating another payment request. */
export class Charges {
  readonly #settings: ChargeSettings;
  readonly #kept: number;
  readonly #hold: Hold | undefined;
  readonly #pending = new Map<string, PendingCharge>();

  constructor(settings: ChargeSettings, kept: number = KEPT) {
    this.#settings = settings;
    this.#kept = kept;
    this.#hold = settings.shared && createHold(settings.shared.claims, settings.shared.emit);
  }

  /** @param began When it was called, by `performance.now()`. */
  async charge(
    { resume, ...given }: Partial<ResumeCharge>,
    { extraBody, ...options }: CallOptions,
    began: number = performance.now(),
  ): Promise<PaymentRequest> {
    // A field that is undefined is one that was left out.
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const input = { ...ChargeResume.inputOf<Charge>(resume), ...fields } as Charge;
    if (typeof input.token !== 'string' || input.token === '') {
      throw new ConfigurationError(
        'charge: token is missing; expected issued_token of an earlier payment. Nothing was sent.',
      );
    }
    const named = resume?.uniqueIdentifier ?? options.idempotencyKey ?? input.unique_identifier;
    const key = named ?? crypto.randomUUID();
    const { price, order_id } = encodeAmounts(input, this.#settings.amounts);
    if (typeof order_id !== 'string' || Object(price).amount === undefined) {
      throw new ConfigurationError(
        'charge: order_id or price is missing; expected them also with a `resume` that was JSON, since the price is checked ' +
          'before each authorization. Nothing was sent.',
      );
    }
    const timeout = checkedTimeout('charge', options.timeout ?? this.#settings.timeout);
    const pending = this.#pendingOf({ key, orderId: order_id, price }, named === undefined, resume);
    const { flow } = pending;
    try {
      const join = (_: unknown, left: Left, over: AbortSignal) =>
        this.#join(pending, (isHeld) => flow.run(input, left, isHeld, extraBody), left, over);
      return await runWithDeadline('charge', options, timeout, join, key, began);
    } catch (error) {
      // Of a creation that was refused, with none lost before it, nothing is left to continue.
      if (flow.id === undefined && (flow.known.outcome === 'not-charged' || isApiError(error)) && !pending.running) {
        this.#pending.delete(key);
        // A mistake in the call: there is nothing to continue.
        if (isConfigurationError(error)) throw error;
      }
      const resumed = new ChargeResume(key, flow.id, settledAt(flow), input);
      // While another call is working on it, the outcome is unknown.
      throw new ChargeIncompleteError(resumed, pending.running ? 'unknown' : flow.known.outcome, error, {
        resolve: (given) => this.#resolve(flow, given),
        cancel: (given) => this.#cancel(flow, given),
      });
    }
  }

  /** One charge per key: a caller that joins while it runs gets the same capture. */
  async #join(pending: PendingCharge, run: ChargeRun, left: Left, over: AbortSignal): Promise<PaymentRequest> {
    while (pending.running) {
      try {
        return await abortable(pending.running, over);
      } catch (error) {
        left();
        // The other caller has given up: this one continues.
        if (!wasGivenUp(error)) throw error;
      }
    }
    const { flow } = pending;
    pending.running = (this.#hold ? this.#alone(this.#hold, flow, run, left, over) : run(() => false)).finally(() => {
      pending.running = undefined;
    });
    const captured = await pending.running;
    this.#pending.delete(flow.terms.key);
    return captured;
  }

  /** One process at a time: whoever comes second finds the result of the first. */
  async #alone(hold: Hold, flow: ChargeFlow, run: ChargeRun, left: Left, over: AbortSignal): Promise<PaymentRequest> {
    const { shared, gracePeriod } = this.#settings;
    const key = await sha256(JSON.stringify([await shared?.account(), flow.terms.key]));
    let [hasBegun, isCaptured] = [false, false];
    const rest = () => (isCaptured ? 0 : flow.known.busyUntil - performance.now());
    try {
      return await hold(`charge:${key}`, { over, lease: gracePeriod + LEASE_SLACK, rest }, async (isHeld) => {
        hasBegun = true;
        const captured = await run(isHeld);
        isCaptured = true;
        return captured;
      });
    } catch (error) {
      if (!hasBegun) {
        // Another process was at work on it until now.
        flow.known.continues(performance.now() + gracePeriod);
        left();
      }
      throw error;
    }
  }

  #pendingOf(terms: ChargeTerms, keyIsNew: boolean, resume: ResumeCharge['resume'] | undefined): PendingCharge {
    const known = this.#pending.get(terms.key);
    if (known && (known.running || !mayBegin(known.flow, terms, resume))) {
      if (!isSame(known.flow.terms, terms)) {
        throw new ConfigurationError(
          `charge: unique_identifier ${JSON.stringify(terms.key)} belongs to a charge of another order or price, which is ` +
            'not over. Give each charge a key of its own. Nothing was sent.',
        );
      }
      known.flow.id ??= resume?.paymentRequestId;
      return known;
    }
    const flow = new ChargeFlow(this.#settings, { terms, keyIsNew, id: resume?.paymentRequestId });
    if (resume) {
      const { gracePeriod, now } = this.#settings;
      const rest = Math.min(gracePeriod, (resume.settledAt ?? now()) - now());
      // Two IDs alone may have been left a moment ago, with a step under way.
      const isWhole = resume.settledAt !== undefined || ChargeResume.inputOf(resume) !== undefined;
      flow.known.continues(performance.now() + rest, performance.now() + (isWhole ? rest : gracePeriod));
    }
    const pending: PendingCharge = { flow, running: undefined };
    this.#pending.set(terms.key, pending);
    const [oldest] = this.#pending;
    if (
      oldest &&
      this.#pending.size > this.#kept &&
      !oldest[1].running &&
      performance.now() >= oldest[1].flow.known.quiescentAt
    )
      this.#pending.delete(oldest[0]);
    return pending;
  }

  async #resolve(flow: ChargeFlow, { timeout, signal }: ResolveOptions = {}): ReturnType<typeof resolveCharge> {
    return runWithDeadline('charge', { signal }, timeout ?? this.#settings.timeout, (_, left) =>
      resolveCharge(flow, left),
    );
  }

  async #cancel(flow: ChargeFlow, options: ResolveOptions = {}): ReturnType<typeof resolveCharge> {
    const { id } = flow;
    if (id !== undefined) {
      try {
        await this.#settings.requests.cancel(id, options);
      } catch (cause) {
        const found = await this.#resolve(flow, options);
        return found.outcome === 'unknown' ? { ...found, cause } : found;
      }
    }
    return this.#resolve(flow, options);
  }
}

/** Whether the key can be used for a new charge: the earlier one is over, and took no money. */
function mayBegin({ over, known, terms }: ChargeFlow, wanted: ChargeTerms, resume: object | undefined): boolean {
  return known.outcome === 'not-charged' && ((over && !resume) || !isSame(terms, wanted));
}

function isSame(one: ChargeTerms, other: ChargeTerms): boolean {
  const [a, b] = [one.price, other.price];
  return one.orderId === other.orderId && a.amount === b.amount && a.currency === b.currency;
}

/** On this machine's clock, so that it can be kept as JSON. */
function settledAt({ known: { quiescentAt }, means }: ChargeFlow): number | undefined {
  const rest = quiescentAt - performance.now();
  return rest > 0 && Number.isFinite(rest) ? Math.ceil(means.now() + rest) : undefined;
}

function wasGivenUp(error: unknown): boolean {
  const { cause } = fieldsOf(error);
  return [error, cause].some((one) => isAbortError(one) || isTimeoutError(one));
}
