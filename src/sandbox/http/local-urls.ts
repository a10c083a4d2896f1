import type { JsonRecord } from '../documents/documents.ts';

// Host names of this computer or its local network, where a developer's shop runs.
const LOCAL =
  /^(localhost|[\w-]+|.+\.(localhost|local|test|internal)|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\])$/;

/**
 * The body with local http URLs changed to https, so that it passes validation. Paysera accepts only https, but a shop
 * under development has no certificate, so the sandbox, and only the sandbox, accepts its URLs.
 */
export function localUrlsAsHttps(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body as JsonRecord).map(([name, value]) => [
      name,
      typeof value === 'string' && name.endsWith('_url') && isLocalHttp(value)
        ? value.replace(/^http:/, 'https:')
        : localUrlsAsHttps(value),
    ]),
  );
}

function isLocalHttp(text: string): boolean {
  return text.startsWith('http://') && URL.canParse(text) && LOCAL.test(new URL(text).hostname);
}
