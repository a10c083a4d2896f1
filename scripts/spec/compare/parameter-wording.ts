import { operationsIn } from '../../generate/document/located-operations.ts';
import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';
import type { RawChange } from './change.ts';

/** The parameters whose words changed. Redocly takes a parameter with another description for another parameter. */
export function parameterWording(old: JsonObject, now: JsonObject): RawChange[] {
  const before = wordsOf(old);
  return [...wordsOf(now)].flatMap(([key, { path, description }]): RawChange[] => {
    const was = before.get(key);
    if (!was || was.description === description) return [];
    return [{ path, typeName: 'Parameter', kind: 'modified', impact: 'patch', verdicts: [], property: 'description' }];
  });
}

function wordsOf(document: JsonObject): Map<string, { path: string; description: Json | undefined }> {
  const found = new Map<string, { path: string; description: Json | undefined }>();
  for (const [group, path, method, operation] of operationsIn(document)) {
    if (group !== 'paths') continue;
    const item = (document['paths'] as JsonObject)[path];
    const listed = [isObject(item) ? item['parameters'] : [], operation['parameters']].flatMap((list) =>
      Array.isArray(list) ? list : [],
    );
    for (const [index, parameter] of listed.entries()) {
      const { name, in: where, description } = deref(document, parameter) ?? {};
      const pointer = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/parameters/${index}`;
      found.set(`${path} ${method} ${where} ${name}`, { path: pointer, description });
    }
  }
  return found;
}
