import type { FaultPlan, FaultTarget } from '../../faults.ts';
import { ApiFailure } from '../../http/failure.ts';
import { FAULT_TEXTS, PRESETS } from '../faults/fault-texts.ts';
import type { Action } from './action.ts';

export const faultActions: Readonly<Record<string, Action>> = {
  fault({ faults }, { on = '', ...fields }) {
    const plan: Record<string, unknown> = { do: fields['do'] };
    const { fields: applying = [] } = FAULT_TEXTS.find(({ kind }) => kind === fields['do']) ?? {};
    // The form has the fields of all faults; those of the others do not apply.
    for (const name of ['times', ...applying]) {
      const typed = fields[name]?.trim();
      if (typed) plan[name] = name === 'after' ? typed : Number(typed);
    }
    // `on` validates both.
    faults.on(on as FaultTarget, plan as unknown as FaultPlan);
  },

  'fault-preset'({ faults }, { name }) {
    const preset = PRESETS.find((one) => one.name === name);
    if (!preset) throw new ApiFailure(400, 'invalid_request', `There is no preset ${JSON.stringify(name)}`);
    for (const { on, plan } of preset.plans) faults.on(on, { times: Number.POSITIVE_INFINITY, ...plan });
  },

  'fault-end': ({ faults }, { id }) => faults.remove(Number(id)),
  'faults-clear': ({ faults }) => faults.clear(),
};
