import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { ResultOf } from '../../wire/operation-types.ts';

/** What happened to a payment request. */
export type Notification = ResultOf<operations['getNotification']>;
