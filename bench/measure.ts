import { callerLine } from './measures/caller-line.ts';
import { loopbackCalls, stubbedCalls } from './measures/calls.ts';
import { growth } from './measures/growth.ts';
import { hostileResponses } from './measures/hostile-responses.ts';
import { importTime } from './measures/import-time.ts';
import { journal } from './measures/journal.ts';
import { paging } from './measures/paging.ts';
import { rateGate } from './measures/rate-gate.ts';
import { sharedState } from './measures/shared-state.ts';
import { signing } from './measures/signing.ts';
import { bundles, installed } from './measures/sizes.ts';
import { tokens } from './measures/tokens.ts';
import { typeCheck } from './measures/type-check.ts';
import type { Row } from './row.ts';

/** Everything that is measured, in the order it is printed. */
export const MEASURES: Readonly<Record<string, (quick: boolean) => Row[] | Promise<Row[]>>> = {
  stubbedCalls,
  callerLine,
  loopbackCalls,
  signing,
  paging,
  tokens,
  rateGate,
  sharedState,
  journal,
  importTime,
  bundles,
  installed,
  typeCheck,
  hostileResponses: (quick) => (quick ? [] : hostileResponses()),
  growth: (quick) => (quick ? [] : growth()),
};

// Each measure runs in its own process, unaffected by the garbage and compiled code of others.
const [, script, name = '', quick] = process.argv;
if (script === import.meta.filename) {
  const rows = await MEASURES[name]?.(quick === '--quick');
  process.send?.(rows, () => process.exit());
}
