import { BODY_LIMIT } from './read-text.ts';

/** What is wrong with a body that is not read to its end. */
export const TOO_LARGE: string = `the body is larger than ${BODY_LIMIT / 1024 / 1024} MiB`;
