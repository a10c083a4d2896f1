import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * Path parameters as segments of the path. An id that is empty, or that a URL parser takes for a step up, would reach
 * another endpoint: it is refused.
 */
export function encodePath(
  path: string,
  parameters: Readonly<Record<string, unknown>>,
  operation: string,
): Record<string, string> {
  const encoded: Record<string, string> = {};
  if (!path.includes('{')) return encoded;
  for (const [, name = ''] of path.matchAll(/\{([^{}]+)\}/g)) {
    const value = parameters[name];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text === '' || isDots(text) || !isWellFormed(text)) {
      const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
      throw new ConfigurationError(
        `${operation}: ${name} is ${given}; expected the id as Paysera gave it. Nothing was sent.`,
        {
          operation,
        },
      );
    }
    encoded[name] = text;
  }
  return encoded;
}

/** `.` and `..`, however often encoded. */
function isDots(text: string): boolean {
  let plain = text;
  while (/%(25|2e)/i.test(plain)) plain = plain.replace(/%25/gi, '%').replace(/%2e/gi, '.');
  return plain === '.' || plain === '..';
}

/** Lone surrogates have no UTF-8 form. */
function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}
