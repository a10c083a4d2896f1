import type { Inbox } from '../../webhooks/inbox/inbox.ts';
import { memoryInbox } from '../../webhooks/inbox/memory-inbox.ts';
import { createHandleCallback, type HandleCallback } from './callback.ts';
import type { NotificationSource } from './deliver.ts';
import { createDrain, type Drain } from './drain.ts';

/** What is done with notifications: as a callback names them, or all that are unread. */
export interface Incoming {
  readonly handleCallback: HandleCallback;
  readonly drain: Drain;
}

/** Both share one inbox, so that a notification is handled once whichever way it comes. */
export function createIncoming(source: NotificationSource, inbox: Inbox = memoryInbox()): Incoming {
  return { handleCallback: createHandleCallback(source, inbox), drain: createDrain(source, inbox) };
}
