import { text, UsageError, type Values } from './command.ts';

/** The value of an option that is a URL. */
export function urlOf(values: Values, name: string): string | undefined {
  const typed = text(values, name);
  if (typed === undefined || /^https?:$/.test(URL.parse(typed)?.protocol ?? '')) return typed;
  throw new UsageError(`--${name} ${typed}: expected a URL such as http://localhost:3000/hooks.`);
}
