import { type Checkout, createCheckout } from '../../checkout/checkout.ts';
import { isApiError } from '../../errors/api/api-error.ts';
import { isAuthenticationError } from '../../errors/api/api-errors.ts';
import { type Check, describeError, failed, ok, skipped, warning } from './check.ts';
import type { ClockCheck } from './check-clock.ts';

export interface CheckoutInput {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string | undefined;
  /** The shop's URL, to look up among the project's websites. */
  readonly website: string | undefined;
}

const PORTAL = "the merchant portal, under your project's Integrations tab";

/** Checks the credentials, token, project and websites of Checkout. */
export async function checkCheckout(input: CheckoutInput, clock: ClockCheck): Promise<Check[]> {
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
        ? ok('payment methods', `${items.length} available`)
        : warning('payment methods', 'none are available', 'Turn some on in the merchant portal.'),
    );
  } catch (error) {
    if (isAuthenticationError(error)) {
      return [
        ...checks,
        failed('token', describeError(error), `Compare the client ID and secret with those in ${PORTAL}.`),
      ];
    }
    return [
      ...checks,
      failed(
        'token',
        describeError(error),
        'Check the network connection from this machine to Paysera, and --checkout-url.',
      ),
    ];
  }
  return [...checks, await checkProject(checkout), await checkWebsites(checkout, input.website)];
}

function shapeOf({ clientId, clientSecret }: CheckoutInput): Check | undefined {
  if (clientId !== clientId.trim() || clientSecret !== clientSecret.trim()) {
    return failed('credentials', 'the client ID or secret has whitespace around it', 'Remove it where you store them.');
  }
  if (clientId === clientSecret)
    return failed('credentials', 'the client ID and secret are the same', `Copy both again from ${PORTAL}.`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)) {
    return warning(
      'credentials',
      'the client ID is not a UUID, as client IDs of Checkout are',
      'Credentials of Classic Checkout (project_id, sign_password) or of Recurring Billing do not work here.',
    );
  }
  return ok('credentials', 'the client ID and secret are set');
}

async function checkProject(checkout: Checkout): Promise<Check> {
  const name = 'project';
  try {
    const { payment_collection_status: status } = await checkout.project.get();
    if (status === 'enabled') return ok(name, 'can take real payments');
    if (status === 'test_mode')
      return warning(
        name,
        'is in Test Mode: no real money moves when an order is paid',
        'Check is_test before you ship.',
      );
    return failed(
      name,
      `payment collection is ${String(status)}`,
      'Activate the project in the merchant portal. Paysera rejects orders until then.',
    );
  } catch (error) {
    if (isApiError(error) && error.status === 404) return skipped(name, 'this check is not available for the project');
    return warning(name, `could not be fetched: ${describeError(error)}`);
  }
}

async function checkWebsites(checkout: Checkout, website: string | undefined): Promise<Check> {
  const name = 'websites';
  if (website === undefined) return skipped(name, 'pass --website https://your.shop');
  try {
    const answer = await checkout.project.websites({ referrer: website });
    // Paysera does not document how it filters: the hosts are compared here.
    const items = answer.items.filter(({ url }) => url !== undefined && hostOf(url) === hostOf(website));
    if (items.length === 0)
      return failed(name, `${website} is not registered`, 'Add it in the merchant portal, under Settings → Websites.');
    const statuses = items.map(({ status }) => status);
    if (statuses.includes('verified')) return ok(name, `${website} is verified`);
    return failed(
      name,
      `${website} is ${statuses.join(', ')}`,
      'Complete its verification in the merchant portal, under Settings → Websites.',
    );
  } catch (error) {
    if (isApiError(error) && error.status === 404) return skipped(name, 'this check is not available for the project');
    return warning(name, `could not be fetched: ${describeError(error)}`);
  }
}

/** Without `www.`, which shops use in one place and leave out in the other. */
function hostOf(address: string): string {
  const { host } = URL.parse(address) ?? URL.parse(`https://${address}`) ?? { host: address };
  return host.toLowerCase().replace(/^www\./, '');
}
