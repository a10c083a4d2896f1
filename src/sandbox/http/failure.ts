/** A call that the sandbox rejects, in the error format of both APIs. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** Messages by dotted field path. */
  readonly fields: Readonly<Record<string, readonly string[]>> | undefined;
  readonly data: unknown;
  /** Where the error is documented. */
  readonly uri: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    description: string,
    options: {
      readonly fields?: Readonly<Record<string, readonly string[]>>;
      readonly data?: unknown;
      readonly uri?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(description);
    this.status = status;
    this.code = code;
    this.fields = options.fields;
    this.data = options.data;
    this.uri = options.uri;
    this.headers = options.headers ?? {};
  }

  /** The body of the response. Undefined members are omitted. */
  get envelope(): Record<string, unknown> {
    return {
      error: this.code,
      error_description: this.message,
      ...(this.uri !== undefined && { error_uri: this.uri }),
      ...(this.fields && { error_properties: this.fields }),
      ...(this.data !== undefined && { error_data: this.data }),
    };
  }
}

/** The error for a status that only a fault produces. */
export function failureOf(api: 'checkout' | 'recurring-billing', status: number): ApiFailure {
  const [code, description] = (api === 'checkout' ? CHECKOUT : RECURRING)[status] ?? [
    status < 500 ? 'invalid_request' : 'internal_server_error',
    `A fault plan set status ${status}`,
  ];
  return new ApiFailure(
    status,
    code,
    description,
    status === 429 || status === 503 ? { headers: { 'Retry-After': '1' } } : {},
  );
}

/** The statuses of both documents' errors, each with what it means. */
export function documentedStatuses(): (readonly [status: string, meaning: string])[] {
  return Object.entries({ ...RECURRING, ...CHECKOUT }).map(([status, [, meaning]]) => [status, meaning]);
}

type FailureTexts = Readonly<Record<number, readonly [code: string, description: string]>>;

const CHECKOUT: FailureTexts = {
  400: ['invalid_request', 'The request is not valid'],
  401: ['unauthorized', 'The access token is missing or not accepted'],
  403: ['forbidden', 'This project is not allowed to do this'],
  404: ['not_found', 'The resource does not exist'],
  409: ['conflict', 'The current state does not allow this request'],
  422: ['invalid_request', 'The request cannot be carried out'],
  429: ['too_many_requests', 'Too many requests'],
  500: ['internal_server_error', 'Something went wrong'],
  502: ['bad_gateway', 'The upstream service returned an invalid response'],
  503: ['service_unavailable', 'The service is not available'],
};
const RECURRING: FailureTexts = {
  400: ['invalid_parameters', 'A parameter is missing or invalid'],
  401: ['unauthorized', 'The credentials are missing or wrong'],
  403: ['forbidden', 'This client is not allowed to do this'],
  404: ['not_found', 'The resource does not exist'],
  406: ['not_acceptable', 'The format is not supported'],
  409: ['invalid_state', 'The current state does not allow this'],
  429: ['rate_limit_exceeded', 'Too many requests'],
  500: ['internal_server_error', 'Something went wrong'],
};
