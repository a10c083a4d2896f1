import { ConfigurationError } from '../../errors/configuration-error.ts';
import { loaded } from '../../errors/not-loaded.ts';
import type { ClientOptions } from '../options.ts';
import { type Caller, calledBy, showingCaller } from './caller.ts';
import { prepareCall } from './prepare-call.ts';
import { type CallSettings, dataOf, type Pipeline, runCall } from './run-call.ts';
import type { StepOptions } from './step.ts';
import type { Call, LooseInput } from './wire-types.ts';

/** The pipeline, and the way into it that the resource methods take: by the id of an operation. */
export function createCall<Operations>(
  settings: CallSettings<Operations>,
  defaults: Pick<ClientOptions, 'timeout' | 'retry'>,
): { readonly call: Call<Operations>; readonly pipeline: Pipeline } {
  const { table, origin } = settings;
  const run: Pipeline['run'] = (operation, prepare) => runCall(settings, operation, prepare, call);
  const prepare: Pipeline['prepare'] = (operation, input, options) => prepareCall(operation, input, options, defaults);
  const callShown = async (id: string, input: LooseInput, options: StepOptions, caller: Caller): Promise<unknown> => {
    try {
      const operation = table[id];
      if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
      const { extraBody } = options;
      const prepared = extraBody ? (await loaded(import('./extra-body.ts'))).withExtraBody(prepare) : prepare;
      return dataOf(await run(operation, () => prepared(operation, input, options)));
    } catch (error) {
      throw await showingCaller(error, new Error(), caller);
    }
  };
  const callById = (id: string, input: LooseInput = {}, options: StepOptions = {}): Promise<unknown> => {
    const caller: Caller = { handedOn: undefined };
    return calledBy(caller, callShown(id, input, options, caller));
  };
  const call = callById as Call<Operations>;
  return { call, pipeline: { table, origin, run, prepare } };
}
