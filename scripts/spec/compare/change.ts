import type { OverlayAction } from '../../generate/overlay/overlay.ts';
import type { Api } from '../../shared/apis.ts';

/** The semver bump that a change requires of this package. */
export type Impact = 'none' | 'patch' | 'minor' | 'major';

/** What a change affects. `error`: the body of an error response. `access`: authentication. */
export type Side = 'request' | 'response' | 'webhook' | 'error' | 'access' | 'document';

/** One change between two documents, reported once however many operations it affects. */
export interface Change {
  readonly impact: Exclude<Impact, 'none'>;
  /** What it affects: what callers send, what they receive, what Paysera posts to them, or authentication. */
  readonly side: Side;
  readonly kind: 'added' | 'removed' | 'modified';
  /** A description. */
  readonly what: string;
  /** Listed first: a change that callers do not notice today, and may notice later. */
  readonly first?: true;
  /** How an amount is sent: reported above all else, since it is money. */
  readonly money?: true;
  /** Why the impact differs from Redocly's. */
  readonly reason?: string;
  /** Ids of the operations and webhooks, as named by our overlay. */
  readonly operations: readonly string[];
  /** The affected methods of this package: `checkout.orders.create`. */
  readonly methods: readonly string[];
  /** The pointer in the new document; for something removed, in the old one. */
  readonly location: string;
}

/** Whom it affects: the methods, or the operations where no method calls them. */
export function namesOf({ methods, operations }: Change): readonly string[] {
  return [...new Set(methods.length > 0 ? methods : operations)];
}

/** An action of the overlay, as a report names it. */
type TouchedAction = Pick<OverlayAction, 'number' | 'target' | 'location'>;

export interface DocumentComparison {
  readonly api: Api;
  readonly from: string;
  readonly to: string;
  readonly verdict: Impact;
  readonly changes: readonly Change[];
  /** Methods of this package that any change affects. */
  readonly methods: readonly string[];
  readonly overlay: {
    /** Actions whose operation changed. */
    readonly touched: readonly TouchedAction[];
    /** Actions that no longer match anything: the new document is rejected until the overlay is updated. */
    readonly unmatched: readonly TouchedAction[];
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
