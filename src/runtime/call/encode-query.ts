/**
 * The query of a URL, percent-encoded, without its question mark. A list repeats its name, an object names its fields in
 * brackets, and what is null or undefined is left out.
 */
export function encodeQuery(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => parametersOf(name, value))
    .join('&');
}

function parametersOf(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => parametersOf(name, one));
  if (typeof value !== 'object') return [`${name}=${encodeURIComponent(String(value))}`];
  return Object.entries(value).flatMap(([field, one]) => parametersOf(`${name}[${field}]`, one));
}
