/** What becomes of one request. */
export interface Fault {
  /** Whether the server does what it is asked before the fault strikes. */
  readonly processed: boolean;
  readonly effect: Effect;
}

export type Effect =
  /** The port is closed. */
  | { readonly do: 'refuse' }
  /** The connection is reset. */
  | { readonly do: 'reset' }
  /** Nothing is ever answered. */
  | { readonly do: 'silence' }
  /** Half an answer. */
  | { readonly do: 'cut'; readonly how: 'length' | 'chunked' | 'gzip' }
  /** 100 MB of it. */
  | { readonly do: 'flood' }
  /** Another answer than the server's own. */
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      readonly body?: string;
    }
  /** The connection is reset, and the server does what it was asked so many milliseconds later. */
  | { readonly do: 'late'; readonly after: number }
  /** Every token dies, and the request is answered as it should be. */
  | { readonly do: 'revoke' };

const before = (effect: Effect): Fault => ({ processed: false, effect });
const after = (effect: Effect): Fault => ({ processed: true, effect });
const status = (status: number, headers: Readonly<Record<string, string | readonly string[]>> = {}): Effect => ({
  do: 'answer',
  status,
  headers,
  body: JSON.stringify({ error: `http_${status}` }),
});
const html: Effect = { do: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Maintenance' };
const empty: Effect = { do: 'answer', status: 200, body: '' };

/** Every fault by its name. */
export const FAULTS = {
  'connection refused': before({ do: 'refuse' }),
  'reset before the request is read': before({ do: 'reset' }),
  'reset after it was processed': after({ do: 'reset' }),
  'half an answer, by its length': after({ do: 'cut', how: 'length' }),
  'half an answer, in chunks': after({ do: 'cut', how: 'chunked' }),
  'half an answer, in gzip': after({ do: 'cut', how: 'gzip' }),
  'half an error page': before({ do: 'cut', how: 'length' }),
  'no answer, not processed': before({ do: 'silence' }),
  'no answer, processed': after({ do: 'silence' }),
  '500 before': before(status(500)),
  '502 before': before(status(502)),
  '503 before': before(status(503)),
  '504 before': before(status(504)),
  '500 after': after(status(500)),
  '502 after': after(status(502)),
  '503 after': after(status(503)),
  '504 after': after(status(504)),
  '429': before(status(429)),
  '429, Retry-After 0': before(status(429, { 'retry-after': '0' })),
  '429, Retry-After negative': before(status(429, { 'retry-after': '-5' })),
  '429, Retry-After nonsense': before(status(429, { 'retry-after': 'soon' })),
  '429, Retry-After twice': before(status(429, { 'retry-after': ['0', '0'] })),
  '429, Retry-After in the past': before(status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })),
  '429, Retry-After a day': before(status(429, { 'retry-after': '86400' })),
  '429, Retry-After ten years': before(status(429, { 'retry-after': '315360000' })),
  '401': before(status(401)),
  '307 to another origin': before(status(307, { location: 'https://elsewhere.example/' })),
  '302 to another origin': after(status(302, { location: 'https://elsewhere.example/' })),
  '200 with HTML, not processed': before(html),
  '200 with HTML, processed': after(html),
  '200 with nothing, not processed': before(empty),
  '200 with nothing, processed': after(empty),
  '100 MB of body': after({ do: 'flood' }),
  'the token dies': before({ do: 'revoke' }),
  'duplicate headers': after(status(503, { 'x-ratelimit-remaining': ['0', '7'], date: 'nonsense' })),
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;
