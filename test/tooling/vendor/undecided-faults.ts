import type { Loose } from '../documents.ts';
import { order, purchase } from './faults.ts';
import { HOST } from './small.ts';

/** One that no action may mend without a person's decision, with what to do instead. */
export interface Advised {
  readonly fault: string;
  readonly apply: (document: Loose) => unknown;
  readonly reason: RegExp;
  readonly advice: RegExp;
}

export const ADVISED: readonly Advised[] = [
  {
    fault: 'an amount in major units',
    apply: (d) => (purchase(d).amount = { type: 'string', example: '10.00' }),
    reason: /decimal string/,
    advice: /ask the vendor how this amount of money is written/,
  },
  {
    fault: 'an amount that is an object',
    apply: (d) => (purchase(d).amount = { type: 'object' }),
    reason: /neither a string nor a whole number/,
    advice: /ask the vendor how this amount of money is written/,
  },
  {
    fault: 'an amount with a pattern that is too long',
    apply: (d) => (purchase(d).amount = { type: 'string', pattern: `^${'\\d?'.repeat(100)}$` }),
    reason: /more than 200 characters/,
    advice: /ask the vendor how/,
  },
  {
    fault: 'an amount with a pattern that is none',
    apply: (d) => (purchase(d).amount = { type: 'string', pattern: '[' }),
    reason: /no regular expression/,
    advice: /ask the vendor how/,
  },
  {
    fault: 'an amount of a type that JSON does not have',
    apply: (d) => (purchase(d).amount.type = 'decimal'),
    reason: /`type` can be one of the following only/,
    advice: /a guess could be wrong by a factor of 100: \$\.paths\['\/shop\/orders'\]\.post\.\S+\.amount\.type\.$/,
  },
  {
    fault: 'an amount whose pattern is a list',
    apply: (d) => (purchase(d).amount = { type: 'string', pattern: ['\\.'] }),
    reason: /Expected type `string` but got `array`/,
    advice: /a guess could be wrong by a factor of 100/,
  },
  {
    fault: 'an amount whose schema is missing',
    apply: (d) => {
      purchase(d).amount = { $ref: '#/components/schemas/Amount' };
      d.components.schemas.Amount = {};
    },
    reason: /neither a string nor a whole number/,
    advice: /ask the vendor how/,
  },
  {
    fault: 'a scheme of access without its type',
    apply: (d) => (d.components.securitySchemes.key = { type: 'apiKey', name: 'key' }),
    reason: /The field `in` must be present/,
    advice: /which credentials are meant/,
  },
  {
    fault: 'a schema in another file',
    apply: (d) => (order(d).properties.shipping = { $ref: 'shipping.yaml' }),
    reason: /leads outside the document/,
    advice: /bundle/,
  },
  {
    fault: 'a schema on another host',
    apply: (d) => (order(d).properties.shipping = { $ref: 'https://example.com/order.yaml#/Order' }),
    reason: /leads outside the document/,
    advice: /bundle/,
  },
  {
    fault: 'access shared by a reference to nothing',
    apply: (d) => (d.components.securitySchemes.oauth = { $ref: '#/components/securitySchemes/other' }),
    reason: /leads to nothing/,
    advice: /which credentials/,
  },
  {
    fault: 'two base paths of the host',
    apply: (d) => (d.servers = [{ url: `${HOST}/a` }, { url: `${HOST}/b` }]),
    reason: /are both the production host/,
    advice: /\$\.servers\[N\]/,
  },
  {
    fault: 'a path of another host',
    apply: (d) => (d.paths['//example.com'] = { get: { responses: { 200: { description: '' } } } }),
    reason: /a request could go to another host/,
    advice: /must not allow it/,
  },
  {
    fault: 'one path with two names',
    apply: (d) => (d.paths['/shop/orders/{uuid}'] = d.paths['/shop/orders/{id}']),
    reason: /is the same path as/,
    advice: /remove one of them from the document/,
  },
  {
    fault: 'OpenAPI 4',
    apply: (d) => (d.openapi = '4.0.0'),
    reason: /openapi: 4\.0\.0 is not read here/,
    advice: /convert the document to 3\.1/,
  },
  {
    fault: 'no version of OpenAPI',
    apply: (d) => delete d.openapi,
    reason: /is not an OpenAPI document/,
    advice: /begins with its version/,
  },
];
