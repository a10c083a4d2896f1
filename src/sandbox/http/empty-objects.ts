// PHP encodes an empty object as a list.
const OBJECTS = ['redirect_urls', 'payment_details', 'payer_information', 'parameters', 'metadata'];

/**
 * The body without the members that Paysera's PHP libraries send for an object that was left empty: `[]`, or `null` for
 * `capture_amount`; `undefined` for a body that is `[]` itself. Paysera's answer to them is not known.
 */
export function withoutEmpty(body: unknown): unknown {
  if (isEmptyList(body)) return undefined;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const members = Object.entries(body).filter(
    ([name, value]) =>
      !(OBJECTS.includes(name) && isEmptyList(value)) && !(name === 'capture_amount' && value === null),
  );
  return Object.fromEntries(members);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
