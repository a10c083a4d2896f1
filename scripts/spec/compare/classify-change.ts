import { amountPath, requestField } from '../../generate/operations/amounts.ts';
import { BuildError, deref, isObject, type JsonObject } from '../../shared/document.ts';
import type { Change, Impact, RawChange, Side } from './change.ts';
import type { ChangeLocation } from './change-location.ts';

const RANK: readonly Impact[] = ['none', 'patch', 'minor', 'major'];

export function highestImpact(impacts: readonly Impact[]): Impact {
  return impacts.reduce((one, other) => (RANK.indexOf(other) > RANK.indexOf(one) ? other : one), 'none');
}

export function reaches(verdict: Impact, threshold: Impact): boolean {
  return threshold !== 'none' && RANK.indexOf(verdict) >= RANK.indexOf(threshold);
}

type ClassifiedChange = { readonly impact: 'patch' | 'minor' | 'major'; readonly reason?: string };

/**
 * Redocly classifies a change by its effect on a hand-written client. This package shields its callers from some
 * changes; these are the differences.
 */
export function classifyChange(
  change: RawChange,
  side: Side,
  location: ChangeLocation,
  amounts: readonly AmountChange[],
): ClassifiedChange {
  const { property, impact, typeName, kind } = change;
  const isReceived = side === 'response' || side === 'webhook';
  if (ABOUT.has(typeName)) return { impact: 'patch' };
  if (/\/responses\/[^/]+\/headers\b/.test(change.path)) {
    return { impact: 'patch', reason: 'the client reads a header where it is sent, whatever the document lists' };
  }
  if (side === 'error' && typeName !== 'Response') {
    return { impact: 'patch', reason: 'this package types errors itself, and parses every known format' };
  }
  if (
    side === 'request' &&
    property === 'additionalProperties' &&
    change.base?.value === false &&
    kind === 'modified'
  ) {
    return change.revision?.value === undefined || change.revision.value === true
      ? { impact: 'patch', reason: 'the types of requests are the same' }
      : { impact: 'minor' };
  }
  if (property === 'deprecated' && change.revision?.value === true) {
    return { impact: 'minor', reason: 'plan for its removal' };
  }
  if (property === 'default' && side === 'request') {
    return { impact: 'minor', reason: 'what callers leave out means something else now' };
  }
  if (typeName === 'Response' && property === 'key' && [change.base, change.revision].every(isSuccess)) {
    return { impact: 'patch', reason: 'every 2xx is a success here' };
  }
  if (isReceived && property === 'format') return { impact: 'patch' };
  if (isReceived && impact === 'major' && property !== undefined && CONSTRAINTS.has(property)) {
    return { impact: 'minor', reason: 'the client checks no such limit; look at what you store it in' };
  }
  if (typeName === 'Schema' && kind !== 'modified' && /\/(anyOf|oneOf)\/\d+$/.test(change.path) && side === 'request') {
    return { impact: kind === 'added' ? 'minor' : 'major' };
  }
  if (side === 'request' && kind === 'removed' && typeName === 'Schema' && /\/properties\/[^/]+$/.test(change.path)) {
    return { impact: 'major', reason: 'callers that set it no longer compile' };
  }
  if (requiresOnlyTheKey(change, location)) {
    return { impact: 'patch', reason: 'the client always sends it' };
  }
  if (isReceived && property === 'enum' && hasNew(change)) {
    return { impact: 'minor', ...(impact === 'major' && { reason: 'enums are open here' }) };
  }
  const isAmount = amounts.some(
    ({ operations, at }) => location.operations.some((id) => operations.includes(id)) && at === location.field,
  );
  if (side === 'request' && isAmount && impact === 'major') {
    return { impact: 'minor', reason: 'amounts are encoded as the document says; callers change nothing' };
  }
  if (side === 'request' && impact === 'patch' && property !== undefined && !isDescriptive(property)) {
    return { impact: 'minor', reason: 'callers can send more than before' };
  }
  if (side === 'error' && impact === 'major') {
    return { impact: 'minor', reason: 'this package types errors itself, and parses every known format' };
  }
  return { impact };
}

/** Information about the API that is not part of it. */
const ABOUT = new Set(['ExternalDocs', 'Contact', 'License', 'Tag', 'TagList']);

/** Limits of a value that keep its type. */
const CONSTRAINTS = new Set([
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
]);

/** Properties that no code depends on. */
export function isDescriptive(property: string | undefined): boolean {
  return property !== undefined && DESCRIPTIVE.has(property);
}

const DESCRIPTIVE = new Set(['description', 'summary', 'title', 'example', 'examples', 'tags']);

/** Whether all that is required now is the idempotency key. */
function requiresOnlyTheKey(
  { property, typeName, base, revision }: RawChange,
  { field, key }: ChangeLocation,
): boolean {
  if (property !== 'required' || !key) return false;
  if (key.in === 'header') return typeName === 'Parameter' && field === key.name;
  const before = [base?.value ?? []].flat();
  const added = [revision?.value ?? []].flat().filter((name) => !before.includes(name));
  return typeName === 'Schema' && field === '' && added.length === 1 && added[0] === key.name;
}

function isSuccess(node: RawChange['base']): boolean {
  return String(node?.value).startsWith('2');
}

function hasNew({ base, revision }: RawChange): boolean {
  const before = new Set(base?.value as unknown[] | undefined);
  return ((revision?.value ?? []) as unknown[]).some((value) => !before.has(value));
}

/** A change of an amount's encoding, which the generated table follows. */
export interface AmountChange extends Omit<Change, 'methods'> {
  readonly at: string;
}

/** Finds amounts whose encoding changed. Separate from the types, because the first of several choices decides. */
export function amountChanges(old: JsonObject, now: JsonObject): AmountChange[] {
  const [before, after] = [amountsOf(old), amountsOf(now)];
  return [...after].flatMap(([key, { id, at, as, location }]) => {
    const was = before.get(key)?.as;
    if (was === undefined || was === as) return [];
    const labels: Record<string, string> = { digits: 'a string of digits', integer: 'an integer' };
    return {
      impact: as === 'missing' || as === 'decimal' ? ('major' as const) : ('minor' as const),
      side: 'request' as const,
      kind: 'modified' as const,
      money: true as const,
      what:
        as === 'missing'
          ? `amount \`${at}\` was removed from the request, but is listed in the overlay's x-amounts`
          : as === 'decimal'
            ? `amount \`${at}\` is a decimal string now; minor units there would be wrong by a factor of 100`
            : `amount \`${at}\` is sent as ${labels[as]} now (was ${labels[was] ?? was})`,
      reason: 'amounts are encoded as the document says; callers change nothing',
      operations: [id],
      location,
      at,
    };
  });
}

function amountsOf(document: JsonObject): Map<string, { id: string; at: string; as: string; location: string }> {
  const found = new Map<string, { id: string; at: string; as: string; location: string }>();
  for (const [path, item] of Object.entries(document['paths'] ?? {})) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      if (!isObject(operation) || !isObject(item)) continue;
      const parameters = [item['parameters'], operation['parameters']]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map((parameter) => deref(document, parameter))
        .filter(isObject);
      for (const at of (operation['x-amounts'] ?? []) as string[]) {
        const id = String(operation['operationId']);
        const location = `#/paths/${path.replaceAll('/', '~1')}/${method}`;
        found.set(`${id} ${at}`, { id, at, as: encodingOf(document, operation, parameters, at), location });
      }
    }
  }
  return found;
}

function encodingOf(
  document: JsonObject,
  operation: JsonObject,
  parameters: readonly JsonObject[],
  at: string,
): string {
  const field = requestField(document, operation, parameters, at);
  if (!field) return 'missing';
  try {
    return amountPath(document, field, at, { isRequired: false, locate: () => '' }).as;
  } catch (error) {
    if (error instanceof BuildError) return error.message.includes('decimal') ? 'decimal' : 'missing';
    throw error;
  }
}

/** Finds renamed operationIds. The overlay keeps ours, so callers do not notice. */
export function idChanges(base: JsonObject, revision: JsonObject, overlaid: JsonObject): Omit<Change, 'methods'>[] {
  const [before, after, overlaidIds] = [idsOf(base), idsOf(revision), idsOf(overlaid)];
  return [...after].flatMap(([location, id]) => {
    const was = before.get(location);
    if (was === undefined || was === id) return [];
    const keptId = overlaidIds.get(location);
    return {
      impact: 'patch' as const,
      side: 'document' as const,
      kind: 'modified' as const,
      what: `the document calls \`${was ?? ''}\` \`${id || 'nothing'}\` now; the overlay keeps \`${keptId}\``,
      operations: keptId ? [keptId] : [],
      location,
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
