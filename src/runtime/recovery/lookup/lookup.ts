import type { Resolution, Resolutions } from '../../../errors/outcome/resolutions.ts';
import type { Call, LooseInput } from '../../call/wire-types.ts';
import type { CallOptions } from '../../options.ts';
import type { Facts } from '../intents/intents.ts';
import type { ClaimedIds } from './claimed-ids.ts';

/** What the journal records about a call whose outcome can be unknown. Needed for every such call, before it is sent. */
export interface FactReader {
  /** What to look it up by. Goes into the journal: IDs, reference, amount, currency, and nothing else. */
  factsOf(input: LooseInput): Facts;
  /** Whether a successful response belongs to the request, and proves that it took effect. */
  proves(facts: Facts, response: Readonly<Record<string, unknown>>): boolean;
  /** The id of what a success created, so that the lookup of another intent does not claim it. */
  idOf?(value: unknown): string | undefined;
}

/** Finds out whether one operation took effect. Only reads: it creates and moves nothing. Loaded after a failure. */
export type Lookup<Operations> = (facts: Facts, context: LookupContext<Operations>) => Promise<Resolution>;

export interface LookupContext<Operations> {
  /** Reads what the lookup needs. */
  readonly call: Call<Operations>;
  /** The options of each read, with what is left of the time. */
  readonly left: () => CallOptions;
  /** The intent that is looked up. */
  readonly intent: string;
  /** When it can have taken effect. */
  readonly made: TimeWindow;
  /** The window is a guess, and the lookup will run again: it must not claim what it finds. */
  readonly tentative: boolean;
  /** The IDs that this operation is known to have created. */
  readonly claimed: ClaimedIds;
}

/** When the resource can have been created: Unix seconds on Paysera's clock. */
export interface TimeWindow {
  /** A creation in this window can be the one; undefined while nothing is known about the clocks. */
  readonly likely: readonly [from: number, to: number] | undefined;
  /** A creation outside this window cannot be the one; undefined while that is not known. In between, it stays open. */
  readonly possible: readonly [from: number, to: number] | undefined;
}

type Recoverable<Operations> = keyof Resolutions & keyof Operations;

/** A reader for each operation of an API whose outcome can be unknown. */
export type FactReaders<Operations> = { readonly [Id in Recoverable<Operations>]: FactReader };

/** A lookup for each of them, which finds what `Resolutions` says it can. */
export type Lookups<Operations> = {
  readonly [Id in Recoverable<Operations>]: (...parameters: Parameters<Lookup<Operations>>) => Promise<Resolutions[Id]>;
};
