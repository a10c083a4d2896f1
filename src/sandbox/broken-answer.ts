import type { ApiName } from './documents.ts';
import { failureOf } from './failure.ts';
import type { FaultPlan } from './faults.ts';
import type { Outgoing } from './messages.ts';

/** How an answer reaches the caller, or does not. */
export type Sent =
  | { readonly how: 'whole'; readonly answer: Outgoing }
  | { readonly how: 'half'; readonly answer: Outgoing }
  | { readonly how: 'reset' }
  | { readonly how: 'hang' };

/** Whether the plan strikes before anything is done, so that the operation is not carried out at all. */
export function strikesFirst(fault: FaultPlan | undefined): boolean {
  return fault !== undefined && fault.after !== 'write' && ['reset', 'hang', 'html', 'empty'].includes(fault.do);
}

/** What the plan makes of an answer. `answer` is undefined when the operation was not carried out. */
export function breakAnswer(api: ApiName, fault: FaultPlan | undefined, answer: Outgoing | undefined): Sent {
  const headers = answer?.headers ?? {};
  switch (fault?.do) {
    case 'reset':
      return { how: 'reset' };
    case 'hang':
      return { how: 'hang' };
    case 'html': {
      const status = fault.status ?? 502;
      const body = `<html><head><title>${status} Bad Gateway</title></head><body><h1>${status} Bad Gateway</h1></body></html>`;
      return { how: 'whole', answer: { status, headers: { ...headers, 'Content-Type': 'text/html' }, body } };
    }
    case 'empty': {
      const { 'Content-Type': _, ...rest } = headers;
      return { how: 'whole', answer: { status: fault.status ?? answer?.status ?? 500, headers: rest, body: '' } };
    }
    case 'status': {
      if (fault.after !== 'write' || !answer) break;
      const failure = failureOf(api, fault.status ?? 500);
      return {
        how: 'whole',
        answer: {
          ...answer,
          status: failure.status,
          headers: { ...headers, ...failure.headers },
          body: JSON.stringify(failure.envelope),
        },
      };
    }
    case 'half-answer':
      return answer ? { how: 'half', answer } : { how: 'reset' };
  }
  return answer ? { how: 'whole', answer } : { how: 'reset' };
}
