import { assertKnown } from '../../errors/known-options.ts';
import { contextOf } from '../start.ts';
import { startSandbox } from '../start-sandbox.ts';
import { CHECKS } from './checks.ts';
import { createObserver, type Finding } from './observer.ts';
import type { MerchantChecklistOptions } from './options.ts';

/** The result of the checklist. */
export interface MerchantReport {
  /** Whether every check passed: none found that the shop loses money, or might. */
  readonly ok: boolean;
  /** The result of each check. */
  readonly checks: readonly CheckResult[];
  /** The report as text. */
  toString(): string;
}

/** The result of one check. */
export interface CheckResult extends Finding {
  /** What was tried. */
  readonly name: string;
}

const OPTIONS: readonly (keyof MerchantChecklistOptions)[] = [
  'createPayment',
  'webhookUrl',
  'deliveries',
  'sandbox',
  'patience',
];

/**
 * Runs a shop through everything that can go wrong with a payment: lost responses; duplicate, late, reordered and
 * forged webhooks; partial payments, test payments, refunds and expired links. Reports where the shop would lose money.
 * It takes a few seconds, and is safe to retry.
 *
 * @throws {ConfigurationError} when an option does not exist, or the shop cannot take an ordinary payment.
 * @example
 * const report = await runMerchantChecklist({ createPayment, webhookUrl: 'http://localhost:3000/hooks/paysera', deliveries });
 * console.log(String(report));
 */
export async function runMerchantChecklist(options: MerchantChecklistOptions): Promise<MerchantReport> {
  assertKnown('runMerchantChecklist', options, OPTIONS);
  const sandbox = options.sandbox ?? (await startSandbox({ webhookUrl: options.webhookUrl, rateLimit: false }));
  const observer = createObserver(contextOf(sandbox), sandbox, options);
  const checks: CheckResult[] = [];
  try {
    for (const { name, run } of CHECKS) {
      sandbox.faults.clear();
      sandbox.setProject({ payment_collection_status: 'enabled' });
      checks.push({ name, ...(await run(observer)) });
    }
  } finally {
    sandbox.faults.clear();
    if (options.sandbox === undefined) await sandbox.stop();
  }
  return report(checks);
}

const LABELS = { ok: 'ok', risk: 'RISK', 'loses-money': 'LOSES MONEY', 'not-checked': 'not checked' } as const;

function report(checks: readonly CheckResult[]): MerchantReport {
  const problems = checks.filter(({ result: verdict }) => verdict === 'loses-money' || verdict === 'risk');
  const width = Math.max(...Object.values(LABELS).map(({ length }) => length));
  const lines = checks.map(
    ({ name, result: verdict, message: says }) => `${LABELS[verdict].padEnd(width)}  ${name}: ${says}`,
  );
  const end =
    problems.length === 0 ? 'No problems found.' : `${problems.length} of ${checks.length} checks need fixing.`;
  return { ok: problems.length === 0, checks, toString: () => [...lines, end].join('\n') };
}
