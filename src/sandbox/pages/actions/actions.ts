import { ApiFailure } from '../../http/failure.ts';
import type { ProjectSettings } from '../../options.ts';
import { reset } from '../../reset.ts';
import { resend, resendFailed } from '../../webhooks/schedule.ts';
import type { Action } from './action.ts';
import { clockActions } from './clock-actions.ts';
import { faultActions } from './fault-actions.ts';
import { orderActions } from './order-actions.ts';

const MODES: readonly string[] = ['enabled', 'test_mode', 'disabled'];

export const actions: Readonly<Record<string, Action>> = {
  ...clockActions,
  ...faultActions,
  ...orderActions,

  project(context, { mode = '' }) {
    if (!MODES.includes(mode))
      throw new ApiFailure(400, 'invalid_request', `mode is ${JSON.stringify(mode)}; expected ${MODES.join(', ')}`);
    context.project = {
      ...context.project,
      payment_collection_status: mode as ProjectSettings['payment_collection_status'],
    };
    context.events.emit({ type: 'project' });
  },

  resend: (context, { id = '' }) => resend(context, id),
  'resend-failed': (context) => resendFailed(context),

  token(context, { id = '' }) {
    const token = context.tables.tokens.get(id);
    if (token) context.tables.tokens.put({ ...token, revoked: true });
    const request = token && context.tables.requests.get(token.request_id);
    if (request) context.events.emit({ type: 'payment-request', request });
  },

  reset(context) {
    reset(context);
    return '/';
  },
};
