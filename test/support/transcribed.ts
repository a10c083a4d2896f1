import { readFileSync } from 'node:fs';

/** Where the committed document of an API is from, as `openapi/README.md` records it. */
export function originOf(api: 'checkout' | 'recurring-billing'): string {
  const row = new RegExp(`^\\| \`${api}\\.yaml\` \\| (.*?) \\|`, 'm').exec(readFileSync('openapi/README.md', 'utf8'));
  return row?.[1] ?? '';
}

/**
 * Whether we transcribed it from the guides. Then it has their examples and their limits; a document of Paysera's own may
 * leave out either.
 */
export function isTranscribed(api: 'checkout' | 'recurring-billing'): boolean {
  return originOf(api).startsWith('transcribed');
}
