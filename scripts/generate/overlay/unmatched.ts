import {
  deref,
  isObject,
  type Json,
  type JsonObject,
  type NewAction,
  type OverlayEdit,
  type SourceFile,
} from '../../shared/document.ts';
import { operationsIn } from '../document/located-operations.ts';
import { isUnread } from '../document/unread.ts';
import { Causes } from '../report/causes.ts';
import { shapeOf } from '../vendor/path-shapes.ts';
import { applyOverlay, type Overlaid } from './overlaid.ts';

/** What an overlay was applied to. */
export interface OverlaidFiles {
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  /** The document that `source` replaces. */
  readonly base?: SourceFile | undefined;
}

interface Address {
  readonly group: string;
  readonly name: string;
  readonly method: string;
}

/**
 * One cause for each action that matches nothing, with the edit of the overlay to begin with: the name that the operation
 * has now; or the operation itself, where it never was the vendor's; or the end of an action whose operation is gone.
 */
export function reportUnmatched(overlaid: Overlaid, files: OverlaidFiles, causes: Causes): void {
  const free = freeOperations(overlaid);
  for (const { number, target, location } of overlaid.unmatched) {
    const wanted = addressOf(target);
    if (wanted && mayBeUnread(overlaid.document, wanted)) continue;
    const near = wanted && nearest(free, wanted);
    const hint = near === undefined ? '' : `; the document has ${targetOf(near)}`;
    let edit: OverlayEdit = { drop: number };
    if (wanted && near && isSameResource(wanted, near)) {
      free.splice(free.indexOf(near), 1);
      edit = { retarget: number, to: targetOf(near) };
    } else {
      const kept = wanted && operationBefore(wanted, files);
      const isOwn = kept && (isUndocumented(files.overlay, number) || takesNoCredentials(kept.operation));
      if (wanted && isOwn) edit = { add: keepingAction(wanted, target, kept, overlaid.document), before: number };
    }
    const message = `${location} action ${number} matches nothing in ${files.source.file}: ${target}${hint}`;
    causes.error(message, { fix: { overlay: files.overlay.file, ...edit } });
  }
}

/** Whether an operation may be in a path item that was left unread. Its path may begin in a server, then. */
function mayBeUnread(document: JsonObject, { group, name }: Address): boolean {
  const items = Object.entries(document[group] ?? {});
  return items.some(([path, item]) => isUnread(item) && shapeOf(name).endsWith(shapeOf(path)));
}

const TARGET = /^\$(?:\.|\[['"])(paths|webhooks)(?:['"]\])?(?:\.(\w+)|\[(['"])(.*?)\3\])(?:\.|\[['"])(\w+)(?:['"]\])?$/;

function addressOf(target: string): Address | undefined {
  const [, group, name, , quoted, method] = TARGET.exec(target) ?? [];
  const whole = name ?? quoted;
  return group === undefined || whole === undefined || method === undefined
    ? undefined
    : { group, name: whole, method };
}

function targetOf({ group, name, method }: Address): string {
  return `$.${group}${/^\w+$/.test(name) ? `.${name}` : `['${name}']`}.${method}`;
}

/** The operations of the document that no action addresses. */
function freeOperations({ document, actions }: Overlaid): Address[] {
  const addressed = new Set(actions.flatMap(({ matches }) => matches.map(String)));
  return [...operationsIn(document)]
    .map(([group, name, method]) => ({ group, name, method }))
    .filter(({ group, name, method }) => !addressed.has(String([group, name, method])));
}

/** The operation whose address has the most in common with this one, and at least half. */
function nearest(free: readonly Address[], wanted: Address): Address | undefined {
  const segments = wanted.name.split('/').filter(Boolean);
  const scored = free
    .filter(({ group }) => group === wanted.group)
    .map((address) => {
      const others = new Set(address.name.split('/'));
      const common = segments.filter((segment) => others.has(segment)).length;
      const isSame = isSameResource(wanted, address);
      return { address, score: common + (isSame ? 1 : 0) + (address.method === wanted.method ? 0.5 : 0) };
    });
  const [best] = scored.sort((one, other) => other.score - one.score);
  return best && best.score >= segments.length / 2 ? best.address : undefined;
}

/** Whether both mean the same, by their methods and the last names in their paths: `/orders/{id}`, `/v2/order/{uuid}`. */
function isSameResource(one: Address, other: Address): boolean {
  const [a, b] = [lastName(one.name), lastName(other.name)];
  const isOne = /\}\/?$/.test(one.name) === /\}\/?$/.test(other.name);
  return isOne && one.method === other.method && a !== '' && b !== '' && (a.startsWith(b) || b.startsWith(a));
}

function lastName(path: string): string {
  const names = path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  return (names.at(-1) ?? '').toLowerCase();
}

/** Whether we know an operation from elsewhere than the vendor's documentation. */
function isUndocumented({ value }: SourceFile, number: number): boolean {
  const action = Array.isArray(value['actions']) ? value['actions'][number - 1] : undefined;
  const update = isObject(action) ? action['update'] : undefined;
  return isObject(update) && update['x-status'] === 'undocumented';
}

/** An operation in the document that is replaced. */
interface KeptOperation {
  readonly document: JsonObject;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

function operationBefore(
  { group, name, method }: Address,
  { overlay, base }: OverlaidFiles,
): KeptOperation | undefined {
  const document = base && applyOverlay(base, overlay, new Causes()).document;
  const items = document?.[group];
  const item = isObject(items) ? items[name] : undefined;
  const operation = isObject(item) ? item[method] : undefined;
  return document && isObject(item) && isObject(operation) ? { document, item, operation } : undefined;
}

/** Whether it is how credentials are obtained: the server of tokens often has a document of its own, or none. */
function takesNoCredentials({ security }: JsonObject): boolean {
  return Array.isArray(security) && security.length === 0;
}

/** The action that adds an operation of the document before, for a document without it. */
function keepingAction(
  { group, name, method }: Address,
  target: string,
  { document, item, operation }: KeptOperation,
  now: JsonObject,
): NewAction {
  const parameters = [item['parameters'], operation['parameters']].flatMap((list) => (Array.isArray(list) ? list : []));
  // The action that matched nothing adds its extensions again. Schemes of credentials have other names elsewhere.
  const members = Object.entries({ ...operation, ...(parameters.length > 0 && { parameters }) }).filter(
    ([key, value]) =>
      !key.startsWith('x-') &&
      !['operationId', 'tags', 'responses'].includes(key) &&
      !(key === 'security' && Array.isArray(value) && value.length > 0),
  );
  const own = withoutReferences(document, Object.fromEntries(members)) as JsonObject;
  const responses = keptResponses(operation['responses'], { before: document, now });
  return {
    target: '$',
    description: 'The operation is missing from the document; kept from the one before.',
    'x-unless': target,
    update: { [group]: { [name]: { [method]: { ...own, responses } } } },
  };
}

/**
 * As before, with errors that the document shares by reference. Written out, an error is two hundred lines: those of servers
 * are left to `default`, where there is one.
 */
function keptResponses(responses: Json | undefined, { before, now }: Record<'before' | 'now', JsonObject>): JsonObject {
  const all = isObject(responses) ? responses : {};
  const kept = Object.entries(all).flatMap(([status, response]): [string, Json][] => {
    const shared = status.startsWith('2') ? undefined : sharedResponse(now, status);
    if (shared) return [[status, shared]];
    const isCovered = status.startsWith('5') && all['default'] !== undefined;
    return isCovered ? [] : [[status, withoutReferences(before, response)]];
  });
  return Object.fromEntries(kept);
}

/** The reference that most operations of a document have for a status, if its target is there. */
function sharedResponse(document: JsonObject, status: string): Json | undefined {
  const counts = new Map<string, number>();
  for (const [, , , operation] of operationsIn(document)) {
    const responses = operation['responses'];
    const response = isObject(responses) ? responses[status] : undefined;
    const $ref = isObject(response) ? response['$ref'] : undefined;
    if (typeof $ref === 'string' && deref(document, { $ref })) counts.set($ref, (counts.get($ref) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, one], [, other]) => other - one);
  return best && { $ref: best[0] };
}

/** A copy of its own, so that no name of a component can be one of the vendor's. */
function withoutReferences(document: JsonObject, node: Json): Json {
  if (Array.isArray(node)) return node.map((item) => withoutReferences(document, item));
  if (!isObject(node)) return node;
  const { $ref, ...beside } = node;
  const whole = typeof $ref === 'string' ? { ...deref(document, node), ...beside } : node;
  return Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, withoutReferences(document, value)]));
}
