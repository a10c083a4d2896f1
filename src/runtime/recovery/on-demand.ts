/** Code that most calls never need, loaded as one module. */
export { errorAfter, refused, unproven } from './failed-call.ts';
export { keep, openSteps } from './keep.ts';
export { resolvePending } from './resolve-intent.ts';
