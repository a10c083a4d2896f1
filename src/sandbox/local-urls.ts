import type { Json } from './documents.ts';

// Names that lead to this computer or its own network, the ways a developer's shop is reached.
const LOCAL =
  /^(localhost|[\w-]+|.+\.(localhost|local|test|internal)|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\])$/;

/**
 * The body as Paysera would have to see it: http addresses of this computer or its network count as https.
 * Paysera takes https only. A shop under development has no certificate, so that the sandbox, and only it, lets these pass.
 */
export function localUrlsAsHttps(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body as Json).map(([name, value]) => [
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
