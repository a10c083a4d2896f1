export * from './bullmq.ts';
export * from './charge-job.ts';
export type * from './charge-result.ts';
export { type ChargeReport, type ChargeStep, type ChargeWork, chargeStep } from './charge-work.ts';
export * from './pg-boss.ts';
