import { styleText } from 'node:util';
import type { Exchange } from './wire.ts';

/** One line of the story. */
export interface Line {
  readonly number: number;
  readonly name: string;
  /** Absent for a step that sends nothing. */
  readonly exchange?: Exchange | undefined;
  /** Fields of the sent body to show, dotted. */
  readonly show?: readonly string[] | undefined;
  readonly came: string;
}

// Plain text when the output is not a terminal: styleText looks at the stream.
const style = (format: 'bold' | 'dim', text: string) => styleText(format, text, { stream: process.stdout });

export function printHeading(text: string): void {
  console.log(`\n${style('bold', text)}`);
}

export function printLine({ number, name, exchange, show, came }: Line): void {
  const time = exchange ? `${exchange.duration.toFixed(1)} ms` : '';
  const sent = exchange ? `${exchange.scheme.padEnd(6)} ${describe(exchange, show)}` : '';
  const answer = [exchange && (exchange.status || 'no answer'), came].filter(Boolean).join('  ');
  const columns = [
    String(number).padStart(3),
    name.padEnd(18),
    time.padStart(9),
    style('dim', sent.padEnd(66)),
    answer,
  ];
  console.log(columns.join('  ').trimEnd());
}

/** `POST /orders  amount="1000" currency="EUR"`: values as JSON, as they were sent. */
function describe({ method, url, body }: Exchange, show: readonly string[] = []): string {
  const path = url.pathname.replace(/^.*\/v1(?=\/)/, '').replace(/^\/auth\/.*(?=\/token$)/, '');
  const target = shorten(path + decodeURIComponent(url.search));
  const parsed = parse(body);
  const shown = show.flatMap((place) => {
    const value = JSON.stringify(valueAt(parsed, place));
    return value === undefined ? [] : `${place.split('.').at(-1)}=${shorten(value)}`;
  });
  return `${method.padEnd(4)} ${target}  ${shown.join(' ')}`;
}

function parse(body: string): unknown {
  return body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

function valueAt(value: unknown, place: string): unknown {
  return place
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

/** Long ids and cursors cut short. */
function shorten(text: string): string {
  return text
    .replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}/g, '$1…')
    .replace(/\/([\w-]{8})[\w-]{24}(?=\/|$)/g, '/$1…')
    .replace(/(cursor=.{6})[^&]+/, '$1…');
}
