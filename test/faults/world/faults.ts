import type { ModelResponse } from '../../support/model/wire.ts';
import type { Api } from './api.ts';
import { type Edit, FOREIGN, LISTS, ODD } from './edits.ts';
import { isMoving, isRequest, type Operation, type Step } from './step.ts';

/** What comes back of a request. */
export type Reply =
  | { readonly do: 'answer'; readonly status: number; readonly headers?: Headers_; readonly text: string }
  | { readonly do: 'throw'; readonly code: string; readonly syscall: string }
  | { readonly do: 'silence' | 'cut' | 'network error' };

type Headers_ = Readonly<Record<string, string>>;

/** What the server said, and what it was asked. */
export interface Exchange {
  readonly operation: Operation;
  readonly said: ModelResponse;
  readonly query: URLSearchParams;
  /** Seconds since 1970 on the server's clock. */
  readonly now: number;
}

/** What becomes of one step. */
export type Fault = Kind & {
  /** After it, not even a correct client can be certain. */
  readonly unsure?: true;
  /** Where nothing but one of the two APIs ever comes across it. */
  readonly only?: Api;
};

type Kind =
  | {
      readonly of: 'request';
      readonly at: (step: Step) => boolean;
      readonly processed: boolean;
      /** Milliseconds after which it is done. */
      readonly late?: number;
      /** Undefined: there is nothing here that it could change. */
      readonly reply: (exchange: Exchange) => Reply | undefined;
    }
  /** What a store does instead. */
  | { readonly of: 'store'; readonly at: (step: Step) => boolean; readonly does: StoreFault }
  /** What happens around the process, just before its step. */
  | { readonly of: 'world'; readonly at: (step: Step) => boolean; readonly happens: Happening | Dying };

/** Something around the process. */
export type Happening =
  | 'tokens die'
  | 'clock an hour back'
  | 'clock an hour ahead'
  | 'clock 8 s back'
  | 'clock 8 s ahead'
  | 'another process resolves'
  | 'another process resolves in 11 minutes'
  | 'a process an hour ahead resolves'
  | 'another shop resolves'
  | 'another process does the same'
  | 'a process with stores of its own does the same'
  | 'an order of the same reference'
  | 'a link of another amount'
  | 'the caller aborts';

/** The process ends at its step, before or after the step is made. */
type Dying = 'dies before' | 'dies after';

export type StoreFault =
  | 'fails'
  | 'keeps it and fails'
  | 'takes 6 s'
  | 'takes 40 s'
  | 'blocks for 40 s'
  | 'never answers';

type RequestFault = Extract<Fault, { of: 'request' }>;

const any = (step: Step): boolean => isRequest(step);
const isCharging = (step: Step): boolean => step === 'authorize' || step === 'capture';
const isKeptByKey = (step: Step): boolean => step === 'refund' || step === 'createRequest';

function before(reply: RequestFault['reply'], at = any): Fault {
  return { of: 'request', at, processed: false, reply };
}
function after(reply: RequestFault['reply'], at = isMoving): Fault {
  return { of: 'request', at, processed: true, reply };
}
function late(ms: number, reply: RequestFault['reply'], at: (step: Step) => boolean): Fault {
  return { of: 'request', at, processed: true, late: ms, reply };
}

const unsure = (fault: Fault): Fault => ({ ...fault, unsure: true });
const onCheckout = (fault: Fault): Fault => ({ ...fault, only: 'checkout' });
const answer =
  (status: number, text = JSON.stringify({ error: `http_${status}` }), headers: Headers_ = {}): RequestFault['reply'] =>
  () => ({ do: 'answer', status, text, headers });
const fail =
  (code: string, syscall = 'read'): RequestFault['reply'] =>
  () => ({ do: 'throw', code, syscall });
const silence: RequestFault['reply'] = () => ({ do: 'silence' });
const edited =
  (edit: Edit): RequestFault['reply'] =>
  ({ operation, said, query }) => {
    const body = said.status < 300 ? edit(operation, said.body, query) : undefined;
    return body === undefined ? undefined : { do: 'answer', status: said.status, text: JSON.stringify(body) };
  };

const MAINTENANCE = '{"message":"maintenance"}';
const RESET_AS_A_DATE: RequestFault['reply'] = ({ now }) => ({
  ...{ do: 'answer', status: 429, text: '{"error":"rate_limit_exceeded"}' },
  headers: { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 2) },
});
const RETRY_AT: RequestFault['reply'] = ({ now }) => ({
  ...{ do: 'answer', status: 429, text: '{}', headers: { 'retry-after': String(now + 2) } },
});

const REQUESTS = {
  'connection refused': before(fail('ECONNREFUSED', 'connect')),
  'reset before it was read': before(fail('ECONNRESET')),
  'reset after it was done': after(fail('ECONNRESET')),
  'done, and a failover is refused': after(fail('ECONNREFUSED', 'connect')),
  'done, and a network error': after(() => ({ do: 'network error' })),
  'half an answer': after(() => ({ do: 'cut' }), any),
  'no answer, not done': before(silence),
  'no answer, done': after(silence),
  '503 before': before(answer(503)),
  '503 after': after(answer(503)),
  '408 after': after(answer(408)),
  '400 before': before(answer(400, '{"error":"invalid_request"}'), isMoving),
  'declined by 409': before(answer(409, '{"error":"invalid_state"}'), isCharging),
  '401': before(answer(401)),
  '429': before(answer(429)),
  '429, Retry-After 0': before(answer(429, '{}', { 'retry-after': '0' })),
  '429, twelve minutes': unsure(before(answer(429, '{}', { 'retry-after': '720' }))),
  '429, Retry-After a day': unsure(before(answer(429, '{}', { 'retry-after': '86400' }))),
  '429, Retry-After a time': before(RETRY_AT),
  '429, X-RateLimit-Reset a time': before(RESET_AS_A_DATE),
  '302 after': after(answer(302, '', { location: 'https://elsewhere.example/' })),
  '307 before': before(answer(307, '', { location: 'https://elsewhere.example/' })),
  'HTML, not done': before(answer(200, '<html>Maintenance')),
  'HTML, done': after(answer(200, '<html>Maintenance')),
  'an empty 200, not done': before(answer(200, '')),
  'an empty 200, done': after(answer(200, '')),
  '204, not done': before(answer(204, '')),
  '204, done': after(answer(204, '')),
  'braces, not done': before(answer(200, '{}')),
  'braces, done': after(answer(200, '{}')),
  'a maintenance message, not done': before(answer(200, MAINTENANCE)),
  'a maintenance message, done': after(answer(200, MAINTENANCE)),
  'null, done': after(answer(200, 'null')),
  'done 3 s late, reset': late(3_000, fail('ECONNRESET'), isMoving),
  'done 3 s late, 504': late(3_000, answer(504), isMoving),
  'done 12 s late, 504': late(12_000, answer(504), isCharging),
  'done 55 s late, 504': late(55_000, answer(504), isCharging),
  'done 55 s late, no answer': late(55_000, silence, isCharging),
  'done 12 s late, 504, by key': late(12_000, answer(504), isKeptByKey),
} as const satisfies Readonly<Record<string, Fault>>;

const happens = (happening: Happening | Dying, at: (step: Step) => boolean = () => true): Fault => ({
  ...{ of: 'world', at, happens: happening },
});
const store = (does: StoreFault): Fault => ({ of: 'store', at: (step) => !isRequest(step), does });

const AROUND = {
  'the process dies before': happens('dies before'),
  'the process dies after': happens('dies after'),
  'the tokens die': onCheckout(happens('tokens die', isRequest)),
  'its clock goes an hour back': unsure(happens('clock an hour back')),
  'its clock goes an hour ahead': unsure(happens('clock an hour ahead')),
  'its clock goes 8 s back': unsure(happens('clock 8 s back')),
  'its clock goes 8 s ahead': unsure(happens('clock 8 s ahead')),
  'another process resolves': happens('another process resolves'),
  'another process resolves in 11 minutes': happens('another process resolves in 11 minutes'),
  'a process whose clock is an hour ahead resolves': happens('a process an hour ahead resolves'),
  'another shop resolves': happens('another shop resolves'),
  'another process does the same': unsure(happens('another process does the same')),
  'a process with stores of its own does the same': unsure(happens('a process with stores of its own does the same')),
  'an order of the same reference comes': onCheckout(happens('an order of the same reference', isRequest)),
  'a link of another amount comes': onCheckout(happens('a link of another amount', isRequest)),
  'the caller aborts': happens('the caller aborts'),
} as const satisfies Readonly<Record<string, Fault>>;

const STORES = {
  'the store fails': store('fails'),
  'the store keeps it and fails': store('keeps it and fails'),
  'the store takes 40 s': store('takes 40 s'),
  'the store blocks for 40 s': store('blocks for 40 s'),
  'the store never answers': store('never answers'),
} as const satisfies Readonly<Record<string, Fault>>;

function ofEdits<Names extends string>(edits: Readonly<Record<Names, Edit>>, at: (step: Step) => boolean) {
  const entries = Object.entries<Edit>(edits).map(([name, edit]) => [name, after(edited(edit), at)]);
  return Object.fromEntries(entries) as Readonly<Record<Names, Fault>>;
}

/** Every fault by its name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...REQUESTS,
  ...STORES,
  ...AROUND,
  ...ofEdits(ODD, any),
  ...ofEdits(FOREIGN, (step) => isMoving(step) || step === 'getRequest'),
  ...ofEdits(LISTS, any),
};
