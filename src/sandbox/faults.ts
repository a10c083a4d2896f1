import { ConfigurationError } from '../errors/configuration-error.ts';
import { type OperationId, operations } from './documents.ts';

/** What a plan strikes: an operation of either document, a webhook of Checkout, a callback of Recurring Billing, or every operation. */
export type FaultTarget = OperationId | 'webhook' | 'callback' | '*';

/** What may go wrong with a call. */
export type CallFault =
  /** The connection breaks. */
  | 'reset'
  /** No answer comes, ever. */
  | 'hang'
  /** The status of the plan, with the error body of the document. */
  | 'status'
  /** The connection breaks in the middle of the answer. */
  | 'half-answer'
  /** A gateway's HTML page (502, or the plan's `status`). */
  | 'html'
  /** The status of the answer, or the plan's, and no body. */
  | 'empty'
  /** The answer comes `delay` milliseconds later. */
  | 'delay'
  /** For this call the sandbox's clock is off by `seconds`. */
  | 'skew-clock'
  /** The token call gives a token that lives `seconds` (default 1); any other call finds its token expired. */
  | 'expire-token'
  /** The card is declined (`authorizePaymentRequest`). */
  | 'decline';

/** What may go wrong with a delivery to the shop. */
export type DeliveryFault =
  /** It comes twice. */
  | 'duplicate'
  /** The deliveries of one payment come the other way round. */
  | 'reorder'
  /** The attempt is lost on the way, and counts as failed. */
  | 'lose'
  /** It comes `seconds` late (default 3600), on the sandbox's clock. */
  | 'late'
  /** Its signature is wrong. */
  | 'wrong-signature';

/** What goes wrong, when, and how often. */
export interface FaultPlan {
  /** What happens. */
  readonly do: CallFault | DeliveryFault;
  /** `read`: struck before anything is done (default). `write`: done, and only the answer is lost. */
  readonly after?: 'read' | 'write';
  /** How often. Default 1. */
  readonly times?: number;
  /** HTTP status, for `status`, `html` and `empty`. */
  readonly status?: number;
  /** Milliseconds of real time before the answer. */
  readonly delay?: number;
  /** Seconds of the sandbox's clock, for `skew-clock`, `expire-token` and `late`. */
  readonly seconds?: number;
}

/** A plan that is in force. */
export interface ActiveFault extends FaultPlan {
  /** The number of the plan. */
  readonly id: number;
  /** What it strikes. */
  readonly on: FaultTarget;
  /** How often it strikes yet. */
  readonly left: number;
}

/** What goes wrong in the sandbox, on purpose. */
export interface SandboxFaults {
  /**
   * Puts a plan in force, until it has struck as often as it says or `remove` is called.
   *
   * @throws {ConfigurationError} when the operation or the fault does not exist; the message lists those that do.
   * @example sandbox.faults.on('createOrder', { after: 'write', do: 'reset' });
   */
  on(target: FaultTarget, plan: FaultPlan): { remove(): void };
  /** The plans in force. */
  list(): ActiveFault[];
  /** Ends all plans. */
  clear(): void;
}

export interface Faults extends SandboxFaults {
  /** The first plan for the target, one time fewer. `kinds`: only those. */
  take(target: FaultTarget, kinds?: readonly string[]): FaultPlan | undefined;
  remove(id: number): void;
}

export const CALL_FAULTS: readonly CallFault[] = [
  'reset',
  'hang',
  'status',
  'half-answer',
  'html',
  'empty',
  'delay',
  'skew-clock',
  'expire-token',
  'decline',
];
export const DELIVERY_FAULTS: readonly DeliveryFault[] = ['duplicate', 'reorder', 'lose', 'late', 'wrong-signature'];
export const FAULT_TARGETS: readonly FaultTarget[] = ['*', 'webhook', 'callback', ...operations.map(({ id }) => id)];

export function createFaults(changed: () => void): Faults {
  const plans: { id: number; on: FaultTarget; plan: FaultPlan; left: number }[] = [];
  let count = 0;
  function remove(id: number): void {
    const place = plans.findIndex((active) => active.id === id);
    if (place < 0) return;
    plans.splice(place, 1);
    changed();
  }
  return {
    on(target, plan) {
      checkPlan(target, plan);
      const id = ++count;
      plans.push({ id, on: target, plan, left: plan.times ?? 1 });
      changed();
      return { remove: () => remove(id) };
    },
    list: () => plans.map(({ id, on, plan, left }) => ({ ...plan, id, on, left })),
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
      active.left--;
      if (active.left <= 0) remove(active.id);
      else changed();
      return active.plan;
    },
  };
}

/** `reset; after=write; delay=200`, as the header `X-Sandbox-Fault` carries it. */
export function faultFromHeader(header: string | null): FaultPlan | undefined {
  if (header === null) return undefined;
  const [kind = '', ...rest] = header.split(';').map((part) => part.trim());
  const settings = Object.fromEntries(rest.map((part) => part.split('=').map((side) => side.trim())));
  const plan: Record<string, unknown> = { do: kind };
  for (const [name, value] of Object.entries(settings)) plan[name] = name === 'after' ? value : Number(value);
  checkPlan('*', plan as unknown as FaultPlan);
  return plan as unknown as FaultPlan;
}

function checkPlan(target: FaultTarget, plan: FaultPlan): void {
  const known: readonly string[] = target === 'webhook' || target === 'callback' ? DELIVERY_FAULTS : CALL_FAULTS;
  refuseUnknown('the target', target, FAULT_TARGETS);
  refuseUnknown('do', plan.do, known);
  refuseUnknown('after', plan.after ?? 'read', ['read', 'write']);
  for (const name of ['times', 'status', 'delay', 'seconds'] as const) {
    const value = plan[name];
    if (value === undefined) continue;
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    throw new ConfigurationError(`A fault plan has ${name} ${String(value)}; expected a number.`);
  }
}

function refuseUnknown(name: string, given: unknown, known: readonly string[]): void {
  if (known.includes(String(given))) return;
  throw new ConfigurationError(
    `A fault plan has ${name} ${JSON.stringify(given)}; expected one of ${known.join(', ')}.`,
  );
}

/** The plan in words. */
export function faultInWords(plan: FaultPlan): string {
  return [
    plan.do,
    plan.status && `status ${plan.status}`,
    plan.after === 'write' && 'after the write',
    plan.delay && `${plan.delay} ms`,
    plan.seconds && `${plan.seconds} s`,
  ]
    .filter(Boolean)
    .join(', ');
}
