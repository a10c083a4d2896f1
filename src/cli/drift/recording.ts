import { fieldsOf, isObject } from '../../wire/fields-of.ts';
import { UsageError } from '../command.ts';

/** A recorded response, with the request's method and URL. */
export interface RecordedResponse {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** The parsed JSON, or undefined if there was none. */
  readonly body: unknown;
}

/** Reads a HAR file, a JSON array, or one JSON object per line. */
export function readRecording(text: string, name: string): RecordedResponse[] {
  const whole = parse(text);
  const log = isObject(whole) ? whole['log'] : undefined;
  if (isObject(log) && Array.isArray(log['entries'])) return log['entries'].flatMap(fromHar);
  const list = Array.isArray(whole) ? whole : whole !== undefined ? [whole] : linesOf(text, name);
  return list.map((entry, index) => fromEntry(entry, `${name}, response ${index + 1}`));
}

function linesOf(text: string, name: string): unknown[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const entry = parse(line);
    if (entry === undefined)
      throw new UsageError(
        `${name}:${index + 1} is not JSON; expected a HAR file, a JSON array, or one JSON object per line.`,
      );
    return [entry];
  });
}

function fromEntry(entry: unknown, where: string): RecordedResponse {
  if (isObject(entry)) {
    const { method = 'GET', url, status, body } = entry;
    if (typeof method === 'string' && typeof url === 'string' && typeof status === 'number') {
      return { method, url, status, body: typeof body === 'string' ? (parse(body) ?? undefined) : body };
    }
  }
  throw new UsageError(`${where}: expected { method, url, status, body }.`);
}

function fromHar(entry: unknown): RecordedResponse[] {
  const { request, response } = fieldsOf(entry);
  const { method, url } = fieldsOf(request);
  const { status, content } = fieldsOf(response);
  if (typeof url !== 'string' || typeof status !== 'number') return [];
  const { text, encoding } = fieldsOf(content);
  const encoded = typeof text === 'string' ? text : '';
  return [{ method: String(method), url, status, body: parse(encoding === 'base64' ? atob(encoded) : encoded) }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
