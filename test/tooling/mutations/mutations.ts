import { DOCUMENT } from './document.ts';
import type { Mutation } from './mutation.ts';
import { REQUESTS } from './requests.ts';
import { RESPONSES } from './responses.ts';

export const MUTATIONS: readonly Mutation[] = [...DOCUMENT, ...REQUESTS, ...RESPONSES];
