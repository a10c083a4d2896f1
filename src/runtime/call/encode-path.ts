import { ConfigurationError } from '../../errors/configuration-error.ts';

/**
 * The path with each parameter encoded in its place. A parameter stays within its own segment.
 * @throws {ConfigurationError} when one is missing, empty, `.` or `..`, or not a string.
 */
export function encodePath(path: string, parameters: Readonly<Record<string, unknown>>, operation?: string): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = parameters[name];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && UNRESERVED.test(text)) return text;
    if (typeof text === 'string' && text !== '' && !isDots(text) && !LONE_SURROGATE.test(text))
      return encodeURIComponent(text);
    const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw new ConfigurationError(
      `${operation ?? path}: ${name} is ${given}; expected the ID as Paysera returned it. Nothing was sent.`,
      { operation },
    );
  });
}

// The usual id, such as a UUID: encoded, it is the same. No dot, which may be a segment of its own.
const UNRESERVED = /^[\w-]+$/;

// Lone surrogates cannot be encoded as UTF-8.
const LONE_SURROGATE = /\p{Surrogate}/u;

/** `.` and `..`, however often encoded. */
function isDots(text: string): boolean {
  let plain = text;
  while (/%(25|2e)/i.test(plain)) plain = plain.replace(/%25/gi, '%').replace(/%2e/gi, '.');
  return plain === '.' || plain === '..';
}
