import type { Exchange, Fault } from './faults.ts';
import { isRequest, type Step } from './step.ts';

/** What a step was that no fault struck: what a fault would have changed there can be read from it. */
export interface Observed {
  readonly step: Step;
  /** Whether there is anything that another process could do as well. */
  readonly hasRival: boolean;
  /** What was asked of a store. */
  method?: string;
  exchange?: Exchange;
}

const READS: ReadonlySet<string> = new Set(['pending', 'get']);

/**
 * What a fault does to a step, as text: two faults that do the same lead to the same run, whatever goes wrong after them.
 * Undefined when it does nothing.
 */
export function effectOf(
  name: string,
  fault: Fault,
  { step, hasRival, method, exchange }: Observed,
): string | undefined {
  const sure = fault.unsure ?? '';
  switch (fault.of) {
    case 'world':
      return !hasRival && name.endsWith('does the same') ? undefined : name;
    case 'store': {
      const does = fault.does === 'keeps it and fails' && READS.has(method ?? '') ? 'fails' : fault.does;
      return `${does} ${sure}`;
    }
    default: {
      // Aborted before it was sent.
      if (!exchange) return undefined;
      const { said } = exchange;
      const normal = { do: 'answer', status: said.status, text: JSON.stringify(said.body) };
      const reply = fault.reply(exchange) ?? normal;
      const { headers = {}, ...rest } = { headers: undefined, ...reply };
      const seen = JSON.stringify([rest, headers]);
      const done = isReading(step) ? '' : `${fault.processed} ${fault.late ?? 0}`;
      const untouched = isReading(step) ? '' : 'true 0';
      return seen === JSON.stringify([normal, {}]) && done === untouched && !sure
        ? undefined
        : `${seen} ${done} ${sure}`;
    }
  }
}

/** Whether Paysera is the same after it, though a fault kept it from being read. */
function isReading(step: Step): boolean {
  return isRequest(step) && (step.startsWith('get') || step.startsWith('list'));
}
