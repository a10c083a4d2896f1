import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { ClientOptions } from '../options.ts';
import { prepareCall } from './prepare-call.ts';
import { type CallSettings, dataOf, type RunCall, runCall } from './run-call.ts';
import type { StepOptions } from './step.ts';
import type { Call, LooseInput } from './wire-types.ts';

/** The pipeline, and the way into it that the resource methods take: by the id of an operation. */
export function createCall<Operations>(
  settings: CallSettings<Operations>,
  defaults: Pick<ClientOptions, 'timeout' | 'retry'>,
): { readonly call: Call<Operations>; readonly run: RunCall } {
  const run: RunCall = (operation, prepare) => runCall(settings, operation, prepare, call);
  const callById = async (id: string, input: LooseInput = {}, options: StepOptions = {}): Promise<unknown> => {
    const operation = settings.table[id];
    if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
    return dataOf(await run(operation, () => prepareCall(operation, input, options, defaults)));
  };
  const call = callById as Call<Operations>;
  return { call, run };
}
