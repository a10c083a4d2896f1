import { isKind } from '../../errors/kind.ts';
import { assertResolve } from '../../errors/known-options.ts';
import { loaded, notLoaded } from '../../errors/not-loaded.ts';
import type { Step } from '../call/step.ts';
import type { Call, LooseInput } from '../call/wire-types.ts';
import type { Moment } from '../clock.ts';
import type { Operation } from '../operation.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import type { Intent } from './intents/intents.ts';
import type { Patience } from './intents/kept-intent.ts';
import type { OpenStep } from './intents/open-step.ts';
import { ClaimedIds } from './lookup/claimed-ids.ts';
import type { FactReader } from './lookup/lookup.ts';
import type { Intents, JournalSettings, Recovery } from './recovery.ts';
import type { Tracked } from './tracked.ts';

interface CallTerms extends Patience {
  readonly idempotencyKey: string | undefined;
  /** When the call began, by `performance.now()`. Default: now. */
  readonly began?: number;
  /** The composite call that this is a step of. */
  readonly step?: Step | undefined;
}

export interface Journal<Operations> {
  /**
   * Runs a call with its intent in the journal, and gives an unknown outcome its `resolve()`, which uses `call` to look it up.
   */
  run(
    operation: Operation,
    input: LooseInput,
    terms: CallTerms,
    run: () => Promise<ApiResponse>,
    call: Call<Operations>,
  ): Promise<ApiResponse>;
  intents(call: Call<Operations>): Intents;
  /** The open intents of a key, newest last. Undefined without a store. */
  openSteps(key: string, patience: Patience): Promise<readonly OpenStep[] | undefined>;
}

export function createJournal<Operations>(settings: JournalSettings<Operations>): Journal<Operations> {
  const { facts: readers, store, origin, clock } = settings;
  const claims: Record<string, ClaimedIds> = {};
  const claimedBy = (operation: string): ClaimedIds => {
    claims[operation] ??= new ClaimedIds();
    return claims[operation];
  };
  const recovery: Recovery<Operations> = {
    ...settings,
    owner: crypto.randomUUID(),
    claimedBy,
    lostKeys: new Map(),
    assertResolve,
  };

  const tracked = async (
    reader: FactReader,
    operation: Operation,
    input: LooseInput,
    { idempotencyKey, timeout, signal, step, began = performance.now() }: CallTerms,
    run: () => Promise<ApiResponse>,
    call: Call<Operations>,
  ): Promise<ApiResponse> => {
    const ends = began + timeout;
    const key = idempotencyKey ?? step?.key;
    const intentFor = (account: string, { at, local, range }: Moment): Intent => ({
      id: crypto.randomUUID(),
      operation: operation.id,
      state: 'sent',
      origin,
      account,
      sentAt: local,
      ...(range && { offset: range }),
      until: local + (step?.endsAt ?? ends) - at,
      facts: reader.factsOf(input),
      ...(key !== undefined && { idempotencyKey: key }),
    });
    const { lostKeys } = recovery;
    // Nearly always there are none, and then no name is made to look for one.
    const keyName = lostKeys.size > 0 ? `${operation.id} ${key}` : '';
    const lost = lostKeys.get(keyName);
    const stored = store
      ? await (await loaded(import('./on-demand.ts'))).keep(recovery, operation, {
          ...{ store, intentFor, signal, ends, maySend: step?.maySend },
        })
      : undefined;
    const sent = stored?.sent ?? clock.moment();
    const { intent, kept, earlier } = stored ?? {
      intent: intentFor('', sent),
      kept: undefined,
      earlier: lost ? [lost] : [],
    };
    const flight: Tracked<Operations> = { recovery, call, operation, step, intent, kept, earlier, sent };
    const isSimple = !kept && earlier.length === 0;
    let response: ApiResponse;
    try {
      response = await run();
    } catch (error) {
      if (isSimple && !isKind(error, 'OutcomeUnknownError')) throw error;
      const onDemand = await import('./on-demand.ts').catch(() => undefined);
      // Without that code, an unknown outcome stays unknown, and its intent open.
      throw onDemand ? onDemand.errorAfter(flight, error) : error;
    }
    if (!response.ok) {
      if (!isSimple) (await import('./on-demand.ts')).refused(flight, response);
      return response;
    }
    const id = reader.idOf?.(response.data);
    if (!reader.proves(intent.facts, Object(response.data))) {
      const { unproven } = await import('./on-demand.ts').catch((error: unknown) => {
        const { attempts, identity } = response;
        throw notLoaded(error, true, { attempts, idempotencyKey: key, ...identity() });
      });
      throw unproven(flight, response, id);
    }
    if (id !== undefined) claimedBy(operation.id).claim(id, intent.id);
    // Also one that was lost meanwhile.
    lostKeys.delete(keyName);
    if (kept) for (const one of [intent, ...earlier]) kept.write({ ...one, state: 'happened' });
    return response;
  };

  return {
    run(operation, input, terms, run, call) {
      const reader = readers[operation.id];
      return reader ? tracked(reader, operation, input, terms, run, call) : run();
    },
    intents: (call) => ({
      pending: async () => (await store?.pending({ account: await settings.account() })) ?? [],
      resolve: async (options = {}) => {
        assertResolve('intents.resolve', options);
        return store ? (await loaded(import('./on-demand.ts'))).resolvePending(recovery, store, call, options) : [];
      },
    }),
    openSteps: async (key, patience) =>
      store ? (await loaded(import('./on-demand.ts'))).openSteps(recovery, store, key, patience) : undefined,
  };
}
