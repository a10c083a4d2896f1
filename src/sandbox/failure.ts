/** A call that the sandbox refuses, in the shape both APIs use for it. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  /** Messages by dotted field. */
  readonly fields: Readonly<Record<string, readonly string[]>> | undefined;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    description: string,
    more: {
      readonly fields?: Readonly<Record<string, readonly string[]>>;
      readonly data?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(description);
    this.status = status;
    this.code = code;
    this.fields = more.fields;
    this.data = more.data;
    this.headers = more.headers ?? {};
  }

  /** The body of the answer. Members without a value are left out. */
  get envelope(): Record<string, unknown> {
    return {
      error: this.code,
      error_description: this.message,
      ...(this.fields && { error_properties: this.fields }),
      ...(this.data !== undefined && { error_data: this.data }),
    };
  }
}

/** What the error says for a status that nothing but a fault brings about. */
export function failureOf(api: 'checkout' | 'recurring-billing', status: number): Failure {
  const [code, description] = (api === 'checkout' ? CHECKOUT : RECURRING)[status] ?? [
    status < 500 ? 'invalid_request' : 'internal_server_error',
    `A fault plan asked for status ${status}`,
  ];
  return new Failure(
    status,
    code,
    description,
    status === 429 || status === 503 ? { headers: { 'Retry-After': '1' } } : {},
  );
}

type Words = Readonly<Record<number, readonly [code: string, description: string]>>;

const CHECKOUT: Words = {
  400: ['invalid_request', 'The request is not valid'],
  401: ['unauthorized', 'The access token is missing or not accepted'],
  403: ['forbidden', 'This project may not do that'],
  404: ['not_found', 'There is no such thing'],
  409: ['conflict', 'The request does not fit the present state'],
  422: ['invalid_request', 'The request cannot be carried out'],
  429: ['too_many_requests', 'The allowance of requests is used up'],
  500: ['internal_server_error', 'Something went wrong'],
  502: ['bad_gateway', 'The service behind the gateway gave no proper answer'],
  503: ['service_unavailable', 'The service is not available'],
};
const RECURRING: Words = {
  400: ['invalid_parameters', 'A parameter is missing or invalid'],
  401: ['unauthorized', 'The credentials are missing or wrong'],
  403: ['forbidden', 'This client may not do that'],
  404: ['not_found', 'There is no such thing'],
  406: ['not_acceptable', 'The format is not supported'],
  409: ['invalid_state', 'The present state does not allow this'],
  429: ['rate_limit_exceeded', 'Too many requests'],
  500: ['internal_server_error', 'Something went wrong'],
};
