import { amountPlaces } from '../generate/amounts.ts';
import { BuildError, deref, isObject, type JsonObject } from '../shared/document.ts';
import type { Change, Impact, RawChange, Side } from './change.ts';
import type { ChangeLocation } from './change-location.ts';

const RANK: readonly Impact[] = ['none', 'patch', 'minor', 'major'];

export function worst(impacts: readonly Impact[]): Impact {
  return impacts.reduce((one, other) => (RANK.indexOf(other) > RANK.indexOf(one) ? other : one), 'none');
}

export function reaches(verdict: Impact, threshold: Impact): boolean {
  return threshold !== 'none' && RANK.indexOf(verdict) >= RANK.indexOf(threshold);
}

type ClassifiedChange = { readonly impact: 'patch' | 'minor' | 'major'; readonly because?: string };

/**
 * Redocly judges a document by what it does to a client written by hand. Callers of this package are spared some of it,
 * and these are the differences.
 */
export function classifyChange(
  change: RawChange,
  side: Side,
  subject: ChangeLocation,
  amounts: readonly AmountChange[],
): ClassifiedChange {
  const { property, impact } = change;
  const answers = side === 'response' || side === 'webhook';
  if (answers && property === 'enum' && hasNew(change)) {
    return { impact: 'minor', ...(impact === 'major' && { because: 'sets of values are open here' }) };
  }
  const isAmount = amounts.some(
    ({ operations, at }) => subject.operations.some((id) => operations.includes(id)) && at === subject.field,
  );
  if (side === 'request' && isAmount && impact === 'major') {
    return { impact: 'minor', because: 'amounts are spelled as the document says; no caller changes' };
  }
  if (side === 'request' && impact === 'patch' && property !== undefined && !isWording(property)) {
    return { impact: 'minor', because: 'callers can send what they could not' };
  }
  if (side === 'error' && impact === 'major') {
    return { impact: 'minor', because: 'errors are typed by this package, and every known form is read' };
  }
  return { impact };
}

/** What nobody's code depends on. */
export function isWording(property: string | undefined): boolean {
  return property !== undefined && WORDING.has(property);
}

const WORDING = new Set(['description', 'summary', 'title', 'example', 'examples', 'default', 'tags', 'deprecated']);

function hasNew({ base, revision }: RawChange): boolean {
  const known = new Set(base?.value as unknown[] | undefined);
  return ((revision?.value ?? []) as unknown[]).some((value) => !known.has(value));
}

/** A change of how an amount is spelled, which the generated table follows. */
export interface AmountChange extends Omit<Change, 'methods'> {
  readonly at: string;
}

/** Where the wire spells an amount differently now. Seen apart from the types: the first of two choices decides. */
export function amountChanges(old: JsonObject, now: JsonObject): AmountChange[] {
  const [before, after] = [amountsOf(old), amountsOf(now)];
  return [...after].flatMap(([key, { id, at, as, place }]) => {
    const was = before.get(key)?.as;
    if (was === undefined || was === as) return [];
    const words: Record<string, string> = { digits: 'a string of digits', integer: 'an integer' };
    return {
      impact: as === 'missing' || as === 'decimal' ? ('major' as const) : ('minor' as const),
      side: 'request' as const,
      kind: 'modified' as const,
      what:
        as === 'missing'
          ? `amount \`${at}\` is gone from the request; the overlay's x-amounts names it`
          : as === 'decimal'
            ? `amount \`${at}\` is a decimal string now; minor units there would be wrong by a factor of 100`
            : `amount \`${at}\` is sent as ${words[as]} now (was ${words[was] ?? was})`,
      because: 'amounts are spelled as the document says; no caller changes',
      operations: [id],
      place,
      at,
    };
  });
}

function amountsOf(document: JsonObject): Map<string, { id: string; at: string; as: string; place: string }> {
  const found = new Map<string, { id: string; at: string; as: string; place: string }>();
  for (const [path, item] of Object.entries(document['paths'] ?? {})) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      if (!isObject(operation) || !isObject(item)) continue;
      const parameters = [item['parameters'], operation['parameters']]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map((parameter) => deref(document, parameter))
        .filter(isObject);
      for (const at of (operation['x-amounts'] ?? []) as string[]) {
        const id = String(operation['operationId']);
        const place = `#/paths/${path.replaceAll('/', '~1')}/${method}`;
        found.set(`${id} ${at}`, { id, at, as: spelling(document, operation, parameters, at), place });
      }
    }
  }
  return found;
}

function spelling(document: JsonObject, operation: JsonObject, parameters: readonly JsonObject[], at: string): string {
  try {
    return amountPlaces(document, operation, parameters, [at], [], () => '')[0]?.as ?? 'missing';
  } catch (error) {
    if (error instanceof BuildError) return error.message.includes('decimal') ? 'decimal' : 'missing';
    throw error;
  }
}

/** Renamed operationIds: the overlay keeps ours, so that callers do not see it. */
export function idChanges(base: JsonObject, revision: JsonObject, overlaid: JsonObject): Omit<Change, 'methods'>[] {
  const [before, after, ours] = [idsOf(base), idsOf(revision), idsOf(overlaid)];
  return [...after].flatMap(([place, id]) => {
    const was = before.get(place);
    if (was === undefined || was === id) return [];
    const kept = ours.get(place);
    return {
      impact: 'patch' as const,
      side: 'document' as const,
      kind: 'modified' as const,
      what: `the document calls \`${was ?? ''}\` \`${id || 'nothing'}\` now; the overlay keeps \`${kept}\``,
      operations: kept ? [kept] : [],
      place,
    };
  });
}

function idsOf(document: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  for (const group of ['paths', 'webhooks']) {
    for (const [path, item] of Object.entries(document[group] ?? {})) {
      for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
        if (!isObject(operation) || Array.isArray(operation) || method.startsWith('x-') || !('responses' in operation))
          continue;
        found.set(`#/${group}/${path.replaceAll('/', '~1')}/${method}`, String(operation['operationId'] ?? ''));
      }
    }
  }
  return found;
}
