import { ConfigurationError } from '../errors/configuration-error.ts';
import { assertKnown } from '../errors/known-options.ts';
import { operations, type SandboxOperationId } from './documents/documents.ts';

/** What a plan applies to: an operation of either API, Checkout webhooks, Recurring Billing callbacks, or every operation. */
export type FaultTarget = SandboxOperationId | 'webhook' | 'callback' | '*';

/** A fault in a call. */
export type CallFault =
  /** The connection is reset. */
  | 'reset'
  /** No response ever arrives. */
  | 'hang'
  /** The plan's `status`, with the documented error body. */
  | 'status'
  /** The connection breaks in the middle of the response. */
  | 'truncated-response'
  /** A gateway's HTML page (502, or the plan's `status`). */
  | 'html'
  /** The response's own status, or the plan's, without a body. */
  | 'empty'
  /** The response arrives `delay` milliseconds later. */
  | 'delay'
  /** For this call, the sandbox's clock is off by `seconds`. */
  | 'skew-clock'
  /** The token call issues a token that expires after `seconds` (default 1); in any other call, the token has expired. */
  | 'expire-token'
  /** The card is declined (`authorizePaymentRequest`). */
  | 'decline';

/** A fault in a delivery to the shop. */
export type DeliveryFault =
  /** It is delivered twice. */
  | 'duplicate'
  /** The deliveries of one payment arrive in reverse order. */
  | 'reorder'
  /** The attempt is lost in transit, and counts as failed. */
  | 'lose'
  /** It is delivered `seconds` late (default 3600) by the sandbox's clock. */
  | 'late'
  /** Its signature is wrong. */
  | 'wrong-signature';

/** What goes wrong, when, and how often. */
export interface FaultPlan {
  /** The fault. */
  readonly do: CallFault | DeliveryFault;
  /** `read`: applied before anything is done (default). `write`: the operation is done, and only its response is lost. */
  readonly after?: 'read' | 'write';
  /** How often it applies. Default 1. */
  readonly times?: number;
  /** HTTP status, for `status`, `html` and `empty`. */
  readonly status?: number;
  /** Milliseconds of real time before the response. */
  readonly delay?: number;
  /** Seconds by the sandbox's clock, for `skew-clock`, `expire-token` and `late`. */
  readonly seconds?: number;
}

/** An active plan. */
export interface ActiveFault extends FaultPlan {
  /** The plan's number. */
  readonly id: number;
  /** What it applies to. */
  readonly on: FaultTarget;
  /** How often it will still apply. */
  readonly remaining: number;
}

/** The faults that the sandbox injects. */
export interface SandboxFaults {
  /**
   * Activates a plan, until it has been applied `times` times or `remove` is called.
   *
   * @throws {ConfigurationError} when the operation, the fault or an option does not exist; the message lists those that do.
   * @example sandbox.faults.on('createOrder', { after: 'write', do: 'reset' });
   */
  on(target: FaultTarget, plan: FaultPlan): { remove(): void };
  /** The active plans. */
  list(): ActiveFault[];
  /** Removes all plans. */
  clear(): void;
}

export interface Faults extends SandboxFaults {
  /** Uses up one application of the first plan for the target. `kinds` limits which faults count. */
  take(target: FaultTarget, kinds?: readonly string[]): FaultPlan | undefined;
  remove(id: number): void;
}

export const CALL_FAULTS: readonly CallFault[] = [
  'reset',
  'hang',
  'status',
  'truncated-response',
  'html',
  'empty',
  'delay',
  'skew-clock',
  'expire-token',
  'decline',
];
export const DELIVERY_FAULTS: readonly DeliveryFault[] = ['duplicate', 'reorder', 'lose', 'late', 'wrong-signature'];
const FAULT_TARGETS: readonly FaultTarget[] = ['*', 'webhook', 'callback', ...operations.map(({ id }) => id)];

export function createFaults(changed: () => void): Faults {
  const plans: { id: number; on: FaultTarget; plan: FaultPlan; remaining: number }[] = [];
  let count = 0;
  function remove(id: number): void {
    const index = plans.findIndex((active) => active.id === id);
    if (index < 0) return;
    plans.splice(index, 1);
    changed();
  }
  return {
    on(target, plan) {
      checkPlan(target, plan);
      const id = ++count;
      plans.push({ id, on: target, plan, remaining: plan.times ?? 1 });
      changed();
      return { remove: () => remove(id) };
    },
    list: () => plans.map(({ id, on, plan, remaining }) => ({ ...plan, id, on, remaining: remaining })),
    clear() {
      plans.length = 0;
      changed();
    },
    remove,
    take(target, kinds) {
      const isCall = target !== 'webhook' && target !== 'callback';
      const active = plans.find(
        ({ on, plan }) => (on === target || (isCall && on === '*')) && (kinds === undefined || kinds.includes(plan.do)),
      );
      if (!active) return undefined;
      active.remaining--;
      if (active.remaining <= 0) remove(active.id);
      else changed();
      return active.plan;
    },
  };
}

/** Parses the header `X-Sandbox-Fault`, such as `reset; after=write; delay=200`. */
export function faultFromHeader(header: string | null): FaultPlan | undefined {
  if (header === null) return undefined;
  const [kind = '', ...rest] = header.split(';').map((part) => part.trim());
  const settings = Object.fromEntries(rest.map((part) => part.split('=').map((side) => side.trim())));
  const plan: Record<string, unknown> = { do: kind };
  for (const [name, value] of Object.entries(settings)) plan[name] = name === 'after' ? value : Number(value);
  checkPlan('*', plan);
  return plan;
}

const PLAN: readonly (keyof FaultPlan)[] = ['do', 'after', 'times', 'status', 'delay', 'seconds'];
// A plan that was listed can be activated again.
const ACTIVE: readonly (keyof ActiveFault)[] = ['id', 'on', 'remaining'];

function checkPlan(
  target: FaultTarget,
  plan: { readonly [Name in keyof FaultPlan]?: unknown },
): asserts plan is FaultPlan {
  const supported: readonly string[] = target === 'webhook' || target === 'callback' ? DELIVERY_FAULTS : CALL_FAULTS;
  assertKnown('fault', plan, PLAN, ACTIVE);
  assertSupported('the target', target, FAULT_TARGETS);
  assertSupported('do', plan.do, supported);
  assertSupported('after', plan.after ?? 'read', ['read', 'write']);
  for (const name of ['times', 'status', 'delay', 'seconds'] as const) {
    const value = plan[name];
    if (value === undefined) continue;
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    throw new ConfigurationError(`A fault plan has ${name} ${String(value)}; expected a number.`);
  }
}

function assertSupported(name: string, value: unknown, supported: readonly string[]): void {
  if (supported.includes(String(value))) return;
  throw new ConfigurationError(
    `A fault plan has ${name} ${JSON.stringify(value)}; expected one of ${supported.join(', ')}.`,
  );
}

// The status of a plan that names none.
const DEFAULT_STATUS: Readonly<Record<string, number>> = { status: 500, html: 502 };

/** Describes the plan in words, with the status that it leads to. */
export function describeFault(plan: FaultPlan): string {
  const status = plan.status ?? DEFAULT_STATUS[plan.do];
  return [
    [plan.do, status].filter(Boolean).join(' '),
    plan.after === 'write' && 'after the operation',
    plan.delay && `${plan.delay} ms`,
    plan.seconds && `${plan.seconds} s`,
  ]
    .filter(Boolean)
    .join(', ');
}
