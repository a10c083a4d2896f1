// What the client loads on first use. On a virtual clock, time leaps while a module is read from the disk: a deadline
// would pass that no user would see pass. Import this in tests that fake the clock.
import '../../generated/checkout/validators.ts';
import '../../generated/recurring-billing/validators.ts';
import '../../src/auth/token-errors.ts';
import '../../src/checkout/half-a-filter.ts';
import '../../src/checkout/lookups.ts';
import '../../src/errors/outcome/payment-link-missing-error.ts';
import '../../src/errors/api/rate-limit-error.ts';
import '../../src/recurring-billing/changed-price.ts';
import '../../src/recurring-billing/charge/charges.ts';
import '../../src/recurring-billing/incoming.ts';
import '../../src/recurring-billing/lookups.ts';
import '../../src/runtime/call/api-fetch.ts';
import '../../src/runtime/call/names-of-document.ts';
import '../../src/runtime/call/request.ts';
import '../../src/runtime/call/show-caller.ts';
import '../../src/runtime/pagination/endless-list.ts';
import '../../src/runtime/log.ts';
import '../../src/runtime/recovery/on-demand.ts';
import '../../src/runtime/retry/retry-loop.ts';
import '../../src/runtime/state/on-demand.ts';
import '../../src/runtime/transport/failures.ts';
import '../../src/runtime/transport/no-slot-error.ts';
import '../../src/runtime/validation/drift.ts';
import '../../src/runtime/validation/unusable-response.ts';
import '../../src/webhooks/on-demand.ts';
import '../../src/webhooks/raw-body-advice.ts';
