import { contextOf, startSandbox } from '../start.ts';
import { CHECKS } from './checks.ts';
import { createObserver, type Finding } from './observer.ts';
import type { MerchantChecklistOptions } from './options.ts';

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
