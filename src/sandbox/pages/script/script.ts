import { FORMS_PART } from './forms-part.ts';
import { KEYS_PART } from './keys-part.ts';
import { LIVE_PART } from './live-part.ts';

/** The one script of all pages. Without it, everything but the keys works too, after a reload. */
export const SCRIPT = LIVE_PART + FORMS_PART + KEYS_PART;
