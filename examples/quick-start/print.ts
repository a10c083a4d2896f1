import { styleText } from 'node:util';
import type { Exchange } from './wire.ts';

/** One line of the story. */
export interface Line {
  readonly number: number;
  readonly name: string;
  /** Undefined for a step that sends nothing. */
  readonly exchange?: Exchange | undefined;
  /** The fields of the request body to show, as dotted paths. */
  readonly show?: readonly string[] | undefined;
  readonly result: string;
}

// styleText checks the stream and prints plain text if the output is not a terminal.
const style = (format: 'bold' | 'dim', text: string) => styleText(format, text, { stream: process.stdout });

export function printHeading(text: string): void {
  console.log(`\n${style('bold', text)}`);
}

export function printLine({ number, name, exchange, show, result }: Line): void {
  const time = exchange ? `${exchange.duration.toFixed(1)} ms` : '';
  const sent = exchange ? `${exchange.scheme.padEnd(6)} ${describe(exchange, show)}` : '';
  const outcome = [exchange && (exchange.status || 'no response'), result].filter(Boolean).join('  ');
  const columns = [
    String(number).padStart(3),
    name.padEnd(18),
    time.padStart(9),
    style('dim', sent.padEnd(66)),
    outcome,
  ];
  console.log(columns.join('  ').trimEnd());
}

/** `POST /orders  amount="1000" currency="EUR"`: values are shown as the JSON that was sent. */
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

/** Shortens long IDs and cursors. */
function shorten(text: string): string {
  return text
    .replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}/g, '$1…')
    .replace(/\/([\w-]{8})[\w-]{24}(?=\/|$)/g, '/$1…')
    .replace(/(cursor=.{6})[^&]+/, '$1…');
}
