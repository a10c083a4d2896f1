export { type CheckResult, type MerchantReport, runMerchantChecklist } from './checklist/checklist.ts';
export type { ChecklistPayment, MerchantChecklistOptions } from './checklist/options.ts';
export type { SandboxClock } from './clock.ts';
export type { SandboxEvent, SandboxEvents } from './events.ts';
export type { ActiveFault, CallFault, DeliveryFault, FaultPlan, FaultTarget, SandboxFaults } from './faults.ts';
export type { ProjectSettings, SandboxCredentials, SandboxOptions } from './options.ts';
export type { SandboxPayer } from './payer.ts';
export type { Sandbox, SandboxWebhooks } from './start.ts';
export { startSandbox } from './start-sandbox.ts';
