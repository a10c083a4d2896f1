import type { Resolutions } from '../../errors/resolutions.ts';
import type { Lookup } from './journal.ts';

/** A lookup for each operation of an API whose outcome can be unknown. It finds what the error says it can. */
export type LookupsOf<Operations> = {
  readonly [Id in keyof Resolutions & keyof Operations]: Omit<Lookup, 'look'> & {
    look(...parameters: Parameters<Lookup['look']>): Promise<Resolutions[Id]>;
  };
};
