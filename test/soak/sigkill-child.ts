import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import { sqliteQuery, sqlState } from '../../src/sql/index.ts';

// The process that is killed: it makes one payment or one charge, with its journal in a file.
const [what, baseUrl = '', path = '', input = ''] = process.argv.slice(2);
const { intents } = sqlState(sqliteQuery(path));
const shared = { baseUrl, intents, validation: 'off', rateLimit: false } as const;
if (what === 'payment') {
  const checkout = createCheckout({ ...shared, clientId: 'c', clientSecret: 's' });
  await checkout.createPayment(JSON.parse(input));
} else {
  const recurring = createRecurringBilling({ ...shared, macId: 'm', macKey: 'k', businessId: 'b' });
  await recurring.charge(JSON.parse(input));
}
process.send?.('done');
