import type { SandboxContext } from './context.ts';

/**
 * Makes the sandbox as new: nothing is left of orders, payment requests, deliveries, calls and faults, and the clock and
 * the project are as they were at first. Credentials and access tokens stay valid, so a shop continues without a restart.
 */
export function reset(context: SandboxContext): void {
  const { schedule, store, tables, exchanges, faults, clock, events, settings } = context;
  schedule.clear();
  store.transaction(() => {
    for (const table of Object.values(tables)) table.clear();
  });
  exchanges.clear();
  faults.clear();
  context.project = settings.project;
  clock.reset();
  events.emit({ type: 'project' });
}
