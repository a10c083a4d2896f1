/** What verifying a webhook never needs, loaded as one. */
export { handleEvent } from './handle-event.ts';
export { memoryEntries } from './inbox/memory-entries.ts';
