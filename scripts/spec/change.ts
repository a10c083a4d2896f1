import type { OverlayAction } from '../generate/overlay.ts';
import type { Api } from '../shared/apis.ts';

/** The semver bump a change asks of this package. */
export type Impact = 'none' | 'patch' | 'minor' | 'major';

/** Who meets a change. `error`: the body of a refusal. `access`: how callers are let in. */
export type Side = 'request' | 'response' | 'webhook' | 'error' | 'access' | 'document';

/** One change between two documents, told once however many operations it touches. */
export interface Change {
  readonly impact: Exclude<Impact, 'none'>;
  /** Who meets it: what callers send, what they get back, what Paysera posts to them, or how they are let in. */
  readonly side: Side;
  readonly kind: 'added' | 'removed' | 'modified';
  /** In words. */
  readonly what: string;
  /** Why the impact is not Redocly's. */
  readonly because?: string;
  /** Ids of the operations and webhooks, in the words of our overlay. */
  readonly operations: readonly string[];
  /** What a caller of ours writes: `checkout.orders.create`. */
  readonly methods: readonly string[];
  /** Where it is written in the new document; for what is gone, in the old one. */
  readonly place: string;
}

export interface Comparison {
  readonly api: Api;
  readonly from: string;
  readonly to: string;
  readonly verdict: Impact;
  readonly changes: readonly Change[];
  /** Our methods that any change touches. */
  readonly methods: readonly string[];
  readonly overlay: {
    /** Actions whose operation changed. */
    readonly touched: readonly Omit<OverlayAction, 'matches'>[];
    /** Actions that match nothing any more: the new document is refused until the overlay is adapted. */
    readonly unmatched: readonly Omit<OverlayAction, 'matches'>[];
  };
}

/** One change as Redocly reports it. */
export interface RawChange {
  readonly path: string;
  readonly typeName: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: 'major' | 'minor' | 'patch';
  readonly verdicts: readonly { readonly ruleId: string; readonly message: string }[];
  readonly property?: string;
  readonly base?: { readonly pointer: string; readonly value?: unknown };
  readonly revision?: { readonly pointer: string; readonly value?: unknown };
}
