/** A coloured tile with the first letter of a name, in place of a bank's logo. */
export function monogram(key: string): string {
  let hue = 0;
  for (const character of key) hue = (hue * 31 + character.charCodeAt(0)) % 360;
  const letter = (key.match(/[a-z0-9]/i)?.[0] ?? '?').toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="hsl(${hue} 45% 42%)"/><text x="20" y="21" fill="#fff" font-family="system-ui,sans-serif" font-weight="600" font-size="19" text-anchor="middle" dominant-baseline="central">${letter}</text></svg>`;
}

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" fill="#0b5fce"/><path d="M8 19c4 0 8-3 8-9m4 0c-4 0-8 3-8 9" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>`;
