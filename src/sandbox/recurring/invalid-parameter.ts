import { ApiFailure } from '../http/failure.ts';

// The only error of Recurring Billing whose text Paysera's guide prints.
const PRICE = {
  description: 'Invalid price amount specified',
  uri: 'https://developers.paysera.com/en/checkout/errors',
};

/** The error for a field. Of a price, it has the guide's text, and says in `error_properties` what is wrong. */
export function invalidParameter(
  field: string,
  says: string,
  fields: Readonly<Record<string, readonly string[]>> = { [field]: [says] },
): ApiFailure {
  const { description, uri } = field === 'price.amount' ? PRICE : { description: `${field}: ${says}` };
  return new ApiFailure(400, 'invalid_parameters', description, { fields, uri });
}
