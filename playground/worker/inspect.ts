const WIDTH = 72;

/** A value as Node's console prints it, near enough to be compared with the documentation. */
export function inspect(value: unknown, top = true, depth = 0): string {
  if (typeof value === 'string') return top ? value : `'${value.replaceAll("'", "\\'")}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[Function: ${value.name || '(anonymous)'}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) return top ? `${value.name}: ${value.message}` : `[${value.name}: ${value.message}]`;
  if (value instanceof Date) return value.toISOString();
  if (depth > 3) return Array.isArray(value) ? '[Array]' : '[Object]';
  const inner = (part: unknown) => inspect(part, false, depth + 1);
  if (Array.isArray(value)) return enclosed('[', value.map(inner), ']', depth);
  const prefix = prefixOf(value);
  if (value instanceof Map)
    return (
      prefix +
      enclosed(
        '{',
        Array.from(value, ([key, part]) => `${inner(key)} => ${inner(part)}`),
        '}',
        depth,
      )
    );
  if (value instanceof Set) return prefix + enclosed('{', Array.from(value, inner), '}', depth);
  const parts = Object.entries(value).map(([name, part]) => `${nameOf(name)}: ${inner(part)}`);
  return prefix + enclosed('{', parts, '}', depth);
}

function prefixOf(value: object): string {
  const made = value.constructor;
  if (made === Object || typeof made !== 'function') return '';
  return value instanceof Map || value instanceof Set ? `${made.name}(${value.size}) ` : `${made.name} `;
}

const nameOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

function enclosed(open: string, parts: readonly string[], close: string, depth: number): string {
  if (parts.length === 0) return open + close;
  const line = `${open} ${parts.join(', ')} ${close}`;
  if (line.length <= WIDTH && !line.includes('\n')) return line;
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${parts.map((part) => indent + part).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}
