import { type Checkout, createCheckout } from '../checkout/checkout.ts';
import { isApiError } from '../errors/api-error.ts';
import { isAuthenticationError } from '../errors/api-errors.ts';
import { type Check, failed, ok, skipped, warning, wordsOf } from './check.ts';
import type { Clock } from './check-clock.ts';

export interface CheckoutInput {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string | undefined;
  /** The shop's address, to look up among the project's websites. */
  readonly website: string | undefined;
}

const PORTAL = 'the merchant portal, project → Integrations';

/** Credentials, token, project and websites of Checkout. */
export async function checkCheckout(input: CheckoutInput, clock: Clock): Promise<Check[]> {
  const shape = shapeOf(input);
  if (shape?.status === 'failed') return [shape];
  let lifetime: number | undefined;
  const checkout = createCheckout({
    ...{ clientId: input.clientId, clientSecret: input.clientSecret, baseUrl: input.baseUrl },
    ...{ fetch: clock.fetch, timeout: 15_000 },
    onEvent: (event) => {
      if (event.type === 'token') lifetime = event.lifetime ?? lifetime;
    },
  });
  const checks: Check[] = shape ? [shape] : [];
  try {
    const { items } = await checkout.paymentMethods.list();
    checks.push(ok('token', `issued${lifetime === undefined ? '' : `, valid for ${lifetime} s`}`));
    checks.push(
      items.length > 0
        ? ok('payment methods', `${items.length} offered`)
        : warning('payment methods', 'none is offered', 'Switch some on in the merchant portal.'),
    );
  } catch (error) {
    if (isAuthenticationError(error)) {
      return [...checks, failed('token', wordsOf(error), `Compare client ID and secret with ${PORTAL}.`)];
    }
    return [
      ...checks,
      failed('token', wordsOf(error), 'Check the network from this machine to Paysera, and --checkout-url.'),
    ];
  }
  return [...checks, await checkProject(checkout), await checkWebsites(checkout, input.website)];
}

function shapeOf({ clientId, clientSecret }: CheckoutInput): Check | undefined {
  if (clientId !== clientId.trim() || clientSecret !== clientSecret.trim()) {
    return failed('credentials', 'client ID or secret has white space around it', 'Remove it where they are stored.');
  }
  if (clientId === clientSecret)
    return failed('credentials', 'client ID and secret are the same', `Copy both anew from ${PORTAL}.`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)) {
    return warning(
      'credentials',
      'the client ID is no UUID, as those of Checkout are',
      'Credentials of Checkout Classic (project_id, sign_password) or of Recurring Billing do not work here.',
    );
  }
  return ok('credentials', 'client ID and secret are set');
}

async function checkProject(checkout: Checkout): Promise<Check> {
  const name = 'project';
  try {
    const { payment_collection_status: status } = await checkout.project.get();
    if (status === 'enabled') return ok(name, 'may take real money');
    if (status === 'test_mode')
      return warning(name, 'is in Test Mode: paid orders are not real money', 'Look at is_test before delivering.');
    return failed(
      name,
      `payment collection is ${String(status)}`,
      'Activate the project in the merchant portal; orders are refused until then.',
    );
  } catch (error) {
    if (isApiError(error) && error.status === 404)
      return skipped(name, 'Paysera does not offer this check to the project');
    return warning(name, `cannot be read: ${wordsOf(error)}`);
  }
}

async function checkWebsites(checkout: Checkout, website: string | undefined): Promise<Check> {
  const name = 'websites';
  if (website === undefined) return skipped(name, 'give --website https://your.shop');
  try {
    const { items } = await checkout.project.websites({ referrer: website });
    const [site] = items;
    if (!site)
      return failed(name, `${website} is not registered`, 'Add it in the merchant portal, settings → websites.');
    const statuses = items.map(({ status }) => status);
    if (statuses.includes('verified')) return ok(name, `${website} is verified`);
    return failed(
      name,
      `${website} is ${statuses.join(', ')}`,
      'Finish its verification in the merchant portal, settings → websites.',
    );
  } catch (error) {
    if (isApiError(error) && error.status === 404)
      return skipped(name, 'Paysera does not offer this check to the project');
    return warning(name, `cannot be read: ${wordsOf(error)}`);
  }
}
