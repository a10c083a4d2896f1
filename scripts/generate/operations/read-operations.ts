import { BuildError, deref, isObject, type JsonObject } from '../../shared/document.ts';
import { isOperationId, operationsIn, targetOfOperation } from '../document/located-operations.ts';
import type { MergedDocument } from '../document/merged-document.ts';
import { isUnread } from '../document/unread.ts';
import type { Causes } from '../report/causes.ts';
import { type AmountPath, amountPath, requestField } from './amounts.ts';
import { authOf } from './credentials.ts';
import { checkExtensions } from './extensions.ts';
import { type LocatedInOverlay, readAlias, readRequiredFields } from './response-fields.ts';

/** What the emitters need to know about an operation. */
export interface OperationEntry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly auth: 'oauth' | 'mac' | 'none';
  readonly retry: string;
  readonly undocumented: boolean;
  /** The overlay has no action for it. */
  readonly unlisted: boolean;
  readonly form: boolean;
  readonly key?: { readonly in: string; readonly name: string };
  readonly pagination?: string;
  readonly query: readonly string[];
  readonly amounts: readonly AmountPath[];
  readonly requiredFields: readonly string[];
  readonly alias: Readonly<Record<string, string>>;
  /** Success codes whose response is JSON. */
  readonly success: readonly string[];
  readonly source: JsonObject;
}

/** Reads every operation under `paths:` of a merged document, and checks our extensions. */
export function readOperations({ document, overlay, locationOf, causes }: MergedDocument): OperationEntry[] {
  const seen = new Map<string, string>();
  const entries: OperationEntry[] = [];
  for (const [group, path, method, source] of operationsIn(document)) {
    const keys = [group, path, method];
    if (isUnread(source)) continue;
    if (!checkExtensions(source, (name) => locationOf([...keys, name]), causes)) continue;
    const id = String(source['operationId']);
    const at = locationOf([...keys, 'operationId']);
    const duplicate = seen.get(id);
    if (!isOperationId(id))
      causes.error(`${locationOf(keys)} operationId is ${JSON.stringify(id)}; expected a camelCase name.`);
    else if (duplicate) causes.error(`${at} operationId ${id} is already used at ${duplicate}.`);
    seen.set(id, at);
    if (group === 'webhooks') continue;
    const located = {
      overlay: overlay.file,
      target: targetOfOperation(keys),
      locate: () => locationOf(keys),
      locationOf,
    };
    const entry = causes.attempt(() => readOperation(document, path, method, id, source, located, causes));
    if (entry) entries.push(entry);
  }
  return entries;
}

function readOperation(
  document: JsonObject,
  path: string,
  method: string,
  id: string,
  source: JsonObject,
  located: LocatedInOverlay,
  causes: Causes,
): OperationEntry {
  const { locate } = located;
  const retry = source['x-retry'];
  const key = source['x-idempotency-key'];
  if ((retry === 'key') !== (key !== undefined)) {
    throw new BuildError(`${locate()} ${id}: x-retry: key and x-idempotency-key go together.`);
  }
  const item = (document['paths'] as JsonObject)[path] as JsonObject;
  const parameters = [item['parameters'], source['parameters']]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((parameter) => deref(document, parameter))
    .filter(isObject);
  const content = deref(document, source['requestBody'])?.['content'];
  return {
    id,
    method: method.toUpperCase(),
    path,
    auth: causes.attempt(() => authOf(document, source, located)) ?? 'none',
    retry: String(retry),
    undocumented: source['x-status'] === 'undocumented',
    unlisted: source['x-status'] === 'unlisted',
    form: isObject(content) && 'application/x-www-form-urlencoded' in content,
    ...(isObject(key) && { key: { in: String(key['in']), name: String(key['name']) } }),
    ...(source['x-pagination'] !== undefined && { pagination: String(source['x-pagination']) }),
    query: parameters.filter((parameter) => parameter['in'] === 'query').map((parameter) => String(parameter['name'])),
    amounts: readAmounts(document, source, parameters, located, causes),
    requiredFields: readRequiredFields(document, source, located, causes),
    alias: readAlias(document, source, located, causes),
    success: successCodes(document, source),
    source,
  };
}

/** The amounts of a request; each that cannot be sent as an amount is a cause. */
function readAmounts(
  document: JsonObject,
  source: JsonObject,
  parameters: readonly JsonObject[],
  { overlay, target, locate }: LocatedInOverlay,
  causes: Causes,
): AmountPath[] {
  const listed = (source['x-amounts'] ?? []) as string[];
  const required = (source['x-required-amounts'] ?? []) as string[];
  const unknown = required.find((at) => !listed.includes(at));
  if (unknown !== undefined) causes.error(`${locate()} x-required-amounts: ${unknown} is not among x-amounts.`);
  const isRequired = (at: string) => required.includes(at);
  const fields = listed.map((at) => ({ at, field: requestField(document, source, parameters, at) }));
  const present = fields.flatMap(({ at, field }) => (field ? at : []));
  // One action for all that are missing: a list replaces the list before.
  const update = {
    'x-amounts': present,
    ...(required.length > 0 && { 'x-required-amounts': present.filter(isRequired) }),
  };
  return fields.flatMap(({ at, field }) => {
    if (!field) {
      causes.error(`${locate()} x-amounts: the request has no ${at}.`, { fix: { overlay, add: { target, update } } });
      return [];
    }
    return causes.attempt(() => amountPath(document, field, at, { isRequired: isRequired(at), locate })) ?? [];
  });
}

function successCodes(document: JsonObject, source: JsonObject): string[] {
  const responses = isObject(source['responses']) ? source['responses'] : {};
  return Object.keys(responses).filter((code) => {
    const content = deref(document, responses[code])?.['content'];
    return code.startsWith('2') && isObject(content) && 'application/json' in content;
  });
}
