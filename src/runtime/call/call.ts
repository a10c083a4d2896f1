import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { ClientOptions } from '../options.ts';
import { limitFrames, showingCaller } from './caller.ts';
import { prepareCall } from './prepare-call.ts';
import { type CallSettings, dataOf, type Pipeline, runCall } from './run-call.ts';
import type { StepOptions } from './step.ts';
import type { Call, LooseInput } from './wire-types.ts';

// `callById`, the method, and the caller's code.
const FRAMES = 3;

/** The pipeline, and the way into it that the resource methods take: by the id of an operation. */
export function createCall<Operations>(
  settings: CallSettings<Operations>,
  defaults: Pick<ClientOptions, 'timeout' | 'retry'>,
): { readonly call: Call<Operations>; readonly pipeline: Pipeline } {
  const { table, origin } = settings;
  const run: Pipeline['run'] = (operation, prepare) => runCall(settings, operation, prepare, call);
  const prepare: Pipeline['prepare'] = (operation, input, options) => prepareCall(operation, input, options, defaults);
  const callFrom = async (
    caller: Error,
    id: string,
    input: LooseInput = {},
    options: StepOptions = {},
  ): Promise<unknown> => {
    try {
      const operation = table[id];
      if (!operation) throw new ConfigurationError(`${id} is not an operation of this API.`);
      const prepared = options.extraBody ? (await import('./extra-body.ts')).withExtraBody(prepare) : prepare;
      return dataOf(await run(operation, () => prepared(operation, input, options)));
    } catch (error) {
      throw await showingCaller(error, caller);
    }
  };
  const callById = (id: string, input?: LooseInput, options?: StepOptions, caller?: Error): Promise<unknown> => {
    if (caller) return callFrom(caller, id, input, options);
    // As in `callerOf`, without its frame: of a call, each frame is a thirtieth.
    const limit = Error.stackTraceLimit;
    limitFrames(Math.min(limit, FRAMES));
    const here = new Error();
    limitFrames(limit);
    return callFrom(here, id, input, options);
  };
  const call = callById as Call<Operations>;
  return { call, pipeline: { table, origin, run, prepare } };
}
