import { BASE_PART } from './base-part.ts';
import { DASHBOARD_PART } from './dashboard-part.ts';
import { PAY_PART } from './pay-part.ts';
import { SMALL_PART } from './small-part.ts';

/** The look of every page. Nothing is loaded from anywhere. */
export const STYLE = BASE_PART + DASHBOARD_PART + PAY_PART + SMALL_PART;
