import type { Json, JsonObject, LocationOf, SourceFile } from '../../shared/document.ts';
import {
  isOperationId,
  type LocatedOperation,
  operationsIn,
  targetOfOperation,
} from '../document/located-operations.ts';
import type { Causes } from '../report/causes.ts';

interface Completing {
  readonly overlay: SourceFile;
  readonly locationOf: LocationOf;
  readonly causes: Causes;
}

/**
 * Completes the operations that the overlay says nothing about, so that they can be called as they are: a GET is `safe`,
 * anything else is never retried, and each has a name. A warning names each.
 */
export function completeOperations(document: JsonObject, { overlay, locationOf, causes }: Completing): JsonObject {
  const completed = structuredClone(document);
  const operations = [...operationsIn(completed)];
  const taken = new Set(operations.filter(isOurs).map(([, , , { operationId }]) => operationId));
  for (const located of operations) {
    const [group, path, method, operation] = located;
    if (!isOurs(located)) operation['operationId'] = freeId(operation['operationId'], method, path, taken);
    const id = operation['operationId'] ?? null;
    taken.add(id);
    if (group === 'webhooks' || operation['x-retry'] !== undefined) continue;
    const retry = method === 'get' ? 'safe' : 'lookup';
    operation['x-retry'] = retry;
    operation['x-status'] ??= 'unlisted';
    const effect = retry === 'safe' ? 'retried like any read' : 'never retried';
    causes.warn(
      'no action in the overlay',
      `${locationOf([group, path, method])} ${method.toUpperCase()} ${path} has no action in the overlay: callable ` +
        `through client.api, ${effect}.`,
      {
        overlay: overlay.file,
        add: {
          target: targetOfOperation([group, path, method]),
          update: { operationId: id, 'x-status': 'documented', 'x-retry': retry },
        },
      },
    );
  }
  return completed;
}

/** Extensions of the vendor are dropped, so one that is there comes from the overlay. */
function isOurs([, , , operation]: LocatedOperation): boolean {
  return 'operationId' in operation && Object.keys(operation).some((name) => name.startsWith('x-'));
}

/** The vendor's own name as camelCase, or one made of the method and the path; with a number when it is taken. */
function freeId(given: Json | undefined, method: string, path: string, taken: ReadonlySet<unknown>): string {
  const own = typeof given === 'string' ? camelCase(given) : '';
  const segments = path.split('/').filter((segment) => !/^(v\d+|rest|integration)?$/.test(segment));
  const made = camelCase([method, ...segments.slice(-2)].join(' '));
  const free = [own, made].find((id) => isOperationId(id) && !taken.has(id));
  if (free !== undefined) return free;
  const stem = isOperationId(made) ? made : method;
  for (let number = 2; ; number++) if (!taken.has(`${stem}${number}`)) return `${stem}${number}`;
}

function camelCase(text: string): string {
  const [first = '', ...rest] = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return (
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  );
}
