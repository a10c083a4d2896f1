import { TOO_LARGE } from '../../../http/too-large.ts';
import type { ApiResponse, Malformation } from '../read-response.ts';

const WORDS: Readonly<Record<Malformation, string>> = {
  broken: 'the response broke off',
  large: TOO_LARGE,
  redirect: 'it is a redirect, which is not followed',
  empty: 'the body is empty',
  'not-json': 'it is not whole JSON',
};

/** Says what is wrong with the body of a response; undefined when nothing is. */
export function describeMalformed({ malformed, raw }: ApiResponse): string | undefined {
  if (malformed === 'not-json' && raw.trimStart().startsWith('<')) return 'it is HTML, not JSON';
  return malformed && WORDS[malformed];
}
