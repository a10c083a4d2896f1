import type { Operation } from '../../operation.ts';

/** An operation, and the parameters in the path that was called. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** The operation of a method and a path, percent-encoded as in a URL. A template without parameters goes first. */
export function findOperation(
  table: Readonly<Record<string, Operation>>,
  method: string,
  pathname: string,
): FoundOperation | undefined {
  const segments = pathname.split('/');
  const found = Object.values(table).flatMap((operation): FoundOperation[] => {
    const path = operation.method === method && parametersOf(operation.path.split('/'), segments);
    return path ? [{ operation, path }] : [];
  });
  return found.find(({ path }) => Object.keys(path).length === 0) ?? found[0];
}

function parametersOf(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string | undefined> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Record<string, string | undefined> = {};
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] ?? '';
    const [, name] = /^\{(.+)\}$/.exec(expected) ?? [];
    if (name === undefined) {
      if (segment !== expected) return undefined;
      continue;
    }
    const value = decode(segment);
    // A template that nobody filled in.
    parameters[name] = value === expected ? undefined : value;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
