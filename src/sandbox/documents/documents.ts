// Imported by the package's own name, so that the built sandbox reads the documents shipped in the package instead of
// bundling a second copy.
import checkoutDocument from 'paysera-client/openapi/checkout.json' with { type: 'json' };
import recurringDocument from 'paysera-client/openapi/recurring-billing.json' with { type: 'json' };
import { operations as checkoutOperations } from '../../../generated/checkout/operations.ts';
import { operations as recurringOperations } from '../../../generated/recurring-billing/operations.ts';

export type ApiName = 'checkout' | 'recurring-billing';
export type CheckoutOperation = keyof typeof checkoutOperations;
export type RecurringOperation = keyof typeof recurringOperations;
export type SandboxOperationId = CheckoutOperation | RecurringOperation;

/** A JSON object of unknown shape. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** What the sandbox needs to know about an operation. */
export interface SandboxOperation {
  readonly id: SandboxOperationId;
  readonly api: ApiName;
  readonly method: string;
  readonly path: string;
  readonly auth: 'none' | 'oauth' | 'mac';
  readonly form: boolean;
}

/** The two documents that the client is generated from. The sandbox follows the same ones. */
export const documents: Readonly<Record<ApiName, JsonRecord>> = {
  checkout: checkoutDocument,
  'recurring-billing': recurringDocument,
};

export const operations: readonly SandboxOperation[] = [
  ...Object.values(checkoutOperations).map((operation) => ({ ...operation, api: 'checkout' as const })),
  ...Object.values(recurringOperations).map((operation) => ({ ...operation, api: 'recurring-billing' as const })),
].map(({ id, api, method, path, auth, ...rest }) => ({ id, api, method, path, auth, form: 'form' in rest }));
