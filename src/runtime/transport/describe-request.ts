import type { WireRequest } from './wire-request.ts';

/** What may be logged of a request. */
export interface RequestDescription {
  /** The HTTP method. */
  readonly method: string;
  /** The URL with the names of its parameters in place of their values: `https://…/orders/{id}?status[]`. */
  readonly url: string;
}

/** Method and URL, without a value that could be personal or let somebody act: IDs are part of the path. */
export function describeRequest(
  { operation, method, url }: Pick<WireRequest, 'operation' | 'method' | 'url'>,
  origin: string,
): RequestDescription & { readonly operation: string } {
  const described = { operation: operation.id, method, url: origin + operation.path };
  const start = url.indexOf('?');
  if (start !== -1) described.url += `?${[...new Set(new URLSearchParams(url.slice(start)).keys())].join('&')}`;
  return described;
}
