// Fields of a request that are neither a credential nor personal. The values of all others are redacted in errors.
const HARMLESS = new Set([
  'accept_url',
  'amount',
  'business_id',
  'callback_url',
  'cancel_url',
  'country_code',
  'currency',
  'description',
  'failure_url',
  'grant_type',
  'key',
  'language',
  'lifetime',
  'locale',
  'method_country',
  'method_key',
  'name',
  'order_id',
  'payment_flow',
  'project_id',
  'purpose',
  'reference',
  'source',
  'success_url',
  'token_strategy',
  'unique_identifier',
]);
// Nothing below these is harmless: a payer has a name too.
const PERSONAL = new Set([
  'payer',
  'payer_information',
  'contact_info',
  'information_request',
  'parameters',
  'metadata',
]);

// Searches, which may be for a person.
const SEARCHES = ['q', 'referrer'];
const SHORTEST_VALUE = 6;

/**
 * What a request carried that must not appear in an error: its credentials, and whatever in its body or its search may be
 * personal. Short values and parts of names are given only where they are personal.
 */
export function collectSensitive(
  { body, url }: { readonly body: string | undefined; readonly url: string },
  authorizations: readonly string[],
  isForm: boolean,
): string[] {
  const found: string[] = [];
  for (const authorization of authorizations) {
    found.push(authorization, authorization.slice(authorization.indexOf(' ') + 1));
    for (const [, value = ''] of authorization.matchAll(/="([^"]*)"/g)) found.push(value);
  }
  const { searchParams } = new URL(url);
  for (const name of SEARCHES) for (const value of searchParams.getAll(name)) collect(value, true, found);
  if (body !== undefined) collect(isForm ? Object.fromEntries(new URLSearchParams(body)) : parse(body), false, found);
  return found;
}

function collect(value: unknown, personal: boolean, found: string[]): void {
  if (typeof value === 'string') {
    // A server may repeat the surname alone.
    if (personal) found.push(value, ...value.split(/[\s,;/]+/));
    else if (value.length >= SHORTEST_VALUE) found.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (personal || !HARMLESS.has(name) || typeof inner === 'object') {
        collect(inner, personal || PERSONAL.has(name) || name.startsWith('payer_'), found);
      }
    }
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, so that nothing in it is known to be harmless.
    return body;
  }
}
