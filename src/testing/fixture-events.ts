// Imported by the package's own name, so that the built file reads the document that the package ships.
import document from 'paysera-client/openapi/checkout.json' with { type: 'json' };
import type { operations } from '../../generated/checkout/paths.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { suggest } from '../errors/suggest.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import type { BodyOf } from '../wire/operation-types.ts';

/** What Paysera sends, by what it is about. */
export interface FixturePayloads {
  /** The paid amount of an order changed. */
  readonly order: BodyOf<operations['receiveOrderSnapshot']>;
  /** The status of a payment changed. */
  readonly payment: BodyOf<operations['receivePaymentStatus']>;
  /** The status of a refund changed. */
  readonly refund: BodyOf<operations['receiveRefundStatus']>;
  /** A report on a split payment, whose form Paysera does not document. */
  readonly distribution: Readonly<Record<string, unknown>>;
}

/** The values that the document lists: it leaves each list open. */
type Listed<Status> = Status extends string ? (string extends Status ? never : Status) : never;

/** An event, by what it is about and the status that it reports. */
export type FixtureEvent =
  | `order.${Listed<FixturePayloads['order']['order']['status']>}`
  | `payment.${Listed<FixturePayloads['payment']['payment']['status']>}`
  | 'refund.refunded'
  | 'distribution.completed';

/** The document's example of a webhook, and the status that the event names. */
interface Example {
  readonly about: string;
  readonly status: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Each event of the document, by its name. */
const EXAMPLES: ReadonlyMap<string, Example> = new Map(
  Object.entries(at(document, 'webhooks')).flatMap(([about, webhook]) => {
    const media = at(webhook, 'post', 'requestBody', 'content', 'application/json');
    return Object.entries(at(media, 'examples')).flatMap(([shown, example]) => {
      const payload = at(example, 'value');
      const properties = at(media, 'schema', 'properties');
      const { anyOf } = at(properties['payment'] ?? properties['order'], 'properties', 'status');
      const statuses = new Set([shown, ...[anyOf].flat().flatMap((choice) => listedIn(choice))]);
      return [...statuses].map((status): [string, Example] => [`${about}.${status}`, { about, status, payload }]);
    });
  }),
);

/** The names of all events. */
export const FIXTURE_EVENTS: readonly string[] = [...EXAMPLES.keys()];

/** @throws {ConfigurationError} for an event that the document does not describe. */
export function exampleOf(event: string): Example {
  const example = EXAMPLES.get(event);
  if (example) return example;
  const meant = suggest(event, FIXTURE_EVENTS);
  const expected = meant ? `did you mean ${meant}?` : `expected one of ${FIXTURE_EVENTS.join(', ')}.`;
  throw new ConfigurationError(`${event} is not an event of the OpenAPI document; ${expected}`);
}

function listedIn(schema: unknown): string[] {
  const { enum: values } = at(schema);
  return Array.isArray(values) ? values.map(String) : [];
}

/** What the document has at a path, with its references followed. Empty where it has nothing. */
function at(node: unknown, ...[name, ...rest]: readonly string[]): Readonly<Record<string, unknown>> {
  const { $ref } = fieldsOf(node);
  if (typeof $ref === 'string')
    return at(at(document, ...$ref.split('/').slice(1)), ...(name === undefined ? [] : [name, ...rest]));
  return name === undefined ? fieldsOf(node) : at(fieldsOf(node)[name], ...rest);
}
