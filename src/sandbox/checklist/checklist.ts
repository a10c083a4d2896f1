import type { SandboxCredentials } from '../options.ts';
import { contextOf, type Sandbox, startSandbox } from '../start.ts';
import { CHECKS } from './checks.ts';
import { createObserver, type Finding } from './observer.ts';

/** A merchant's own integration, as the checklist drives it. */
export interface MerchantChecklistOptions {
  /**
   * Makes one order and its payment link by the shop's own code, and gives the address to pay at, alone or as `paymentUrl`.
   * The context names the sandbox to talk to and what to sell; a shop that is configured for a running sandbox passes that
   * as `sandbox`, and ignores the context.
   */
  createPayment(context: ChecklistPayment): Promise<string | { readonly paymentUrl: string }>;
  /** Where the shop takes webhooks. Every delivery goes there, whatever the order's `callback_url` says. */
  readonly webhookUrl: string;
  /**
   * How often the shop has handed out what was bought, by `orderId` or by its own `reference`. Without it the checklist
   * sees answers and calls only, and says which questions it could not answer.
   */
  deliveries?(order: { readonly orderId: string; readonly reference: string }): number | Promise<number>;
  /** A sandbox that runs already, with its `webhookUrl` set. Default: one of its own. */
  readonly sandbox?: Sandbox;
  /** Milliseconds that the shop may take after its answer. Default 500. */
  readonly patience?: number;
}

/** What `createPayment` is to sell, and where. */
export interface ChecklistPayment {
  /** Where the sandbox is. */
  readonly baseUrl: string;
  /** What it takes. */
  readonly credentials: SandboxCredentials;
  /** The shop's own number to sell under. */
  readonly reference: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** What came of it. */
export interface MerchantReport {
  /** No check found that the shop would lose money, or might. */
  readonly ok: boolean;
  /** What each check found. */
  readonly checks: readonly CheckResult[];
  /** The report for people. */
  toString(): string;
}

/** What one check found. */
export interface CheckResult extends Finding {
  /** What was tried, in words. */
  readonly name: string;
}

/**
 * Puts a shop through the worst days of a payment: a lost answer, webhooks that come twice, late, turned round or forged, a part
 * payment, a test payment, a refund, an expired link. Reports in plain words where it would lose money. It takes a few
 * seconds, and is safe to retry.
 *
 * @throws {ConfigurationError} when the shop cannot even make an ordinary payment.
 * @example
 * const report = await runMerchantChecklist({ createPayment, webhookUrl: 'http://localhost:3000/hooks/paysera', deliveries });
 * console.log(String(report));
 */
export async function runMerchantChecklist(options: MerchantChecklistOptions): Promise<MerchantReport> {
  const own = options.sandbox ?? (await startSandbox({ webhookUrl: options.webhookUrl, rateLimit: false }));
  const observer = createObserver(contextOf(own), own, options);
  const checks: CheckResult[] = [];
  try {
    for (const { name, run } of CHECKS) {
      own.faults.clear();
      own.setProject({ payment_collection_status: 'enabled' });
      checks.push({ name, ...(await run(observer)) });
    }
  } finally {
    own.faults.clear();
    if (options.sandbox === undefined) await own.stop();
  }
  return report(checks);
}

const WORDS = { ok: 'ok', risk: 'RISK', 'loses-money': 'LOSES MONEY', 'not-checked': 'not checked' } as const;

function report(checks: readonly CheckResult[]): MerchantReport {
  const bad = checks.filter(({ verdict }) => verdict === 'loses-money' || verdict === 'risk');
  const width = Math.max(...Object.values(WORDS).map(({ length }) => length));
  const lines = checks.map(({ name, verdict, says }) => `${WORDS[verdict].padEnd(width)}  ${name}: ${says}`);
  const end = bad.length === 0 ? 'No way found to lose money.' : `${bad.length} of ${checks.length} to mend.`;
  return { ok: bad.length === 0, checks, toString: () => [...lines, end].join('\n') };
}
