export type { FixtureEvent, FixturePayloads } from './fixture-events.ts';
export { type WebhookFixture, type WebhookFixtureOptions, webhookFixture } from './webhook-fixture.ts';
