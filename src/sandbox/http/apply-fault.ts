import type { ApiName } from '../documents/documents.ts';
import type { FaultPlan } from '../faults.ts';
import { failureOf } from './failure.ts';
import type { OutgoingResponse } from './messages.ts';

/** How a response reaches the caller, or does not. */
export type Transmission =
  | { readonly how: 'complete'; readonly response: OutgoingResponse }
  | { readonly how: 'truncated'; readonly response: OutgoingResponse }
  | { readonly how: 'reset' }
  | { readonly how: 'hang' };

/** Whether the fault applies before anything is done, so that the operation is not carried out at all. */
export function preventsHandling(fault: FaultPlan | undefined): boolean {
  return fault !== undefined && fault.after !== 'write' && ['reset', 'hang', 'html', 'empty'].includes(fault.do);
}

/** Applies a fault to a response. `response` is undefined when the operation was not carried out. */
export function applyFault(
  api: ApiName,
  fault: FaultPlan | undefined,
  response: OutgoingResponse | undefined,
): Transmission {
  const headers = response?.headers ?? {};
  switch (fault?.do) {
    case 'reset':
      return { how: 'reset' };
    case 'hang':
      return { how: 'hang' };
    case 'html': {
      const status = fault.status ?? 502;
      const body = `<html><head><title>${status} Bad Gateway</title></head><body><h1>${status} Bad Gateway</h1></body></html>`;
      return { how: 'complete', response: { status, headers: { ...headers, 'Content-Type': 'text/html' }, body } };
    }
    case 'empty': {
      const { 'Content-Type': _, ...rest } = headers;
      return {
        how: 'complete',
        response: { status: fault.status ?? response?.status ?? 500, headers: rest, body: '' },
      };
    }
    case 'status': {
      if (fault.after !== 'write' || !response) break;
      const failure = failureOf(api, fault.status ?? 500);
      return {
        how: 'complete',
        response: {
          ...response,
          status: failure.status,
          headers: { ...headers, ...failure.headers },
          body: JSON.stringify(failure.envelope),
        },
      };
    }
    case 'truncated-response':
      return response ? { how: 'truncated', response } : { how: 'reset' };
  }
  return response ? { how: 'complete', response } : { how: 'reset' };
}
