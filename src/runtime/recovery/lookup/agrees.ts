/** Whether a field of a response agrees with what was sent. Amounts are compared as numbers, however they are written. */
export function agrees(sent: unknown, said: unknown): boolean {
  if (said === sent || said === undefined || said === null || sent === undefined || sent === null) return true;
  if (typeof sent === 'number') return String(said).trim() !== '' && Number(said) === sent;
  return plain(said) === plain(sent);
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function plain(value: unknown): string {
  return String(value).trim().toLowerCase();
}
