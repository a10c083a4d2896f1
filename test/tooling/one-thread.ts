// TypeScript 7 gives each of its threads the types of the libraries and of `src` to check again, and Go collects what a
// process of seconds need not give back: together half of the CPU of a type check.

/** The option of the compiler. */
export const SINGLE_THREADED = 'singleThreaded';

/** Its environment. Near the limit, memory is collected after all. */
export const UNCOLLECTED = { GOGC: 'off', GOMEMLIMIT: '2GiB' } as const;
