import { Injectable } from '@nestjs/common';

export const CHECKOUT: unique symbol = Symbol('paysera checkout');
export const ON_WEBHOOK: unique symbol = Symbol('paysera webhook');

/** Your database. */
@Injectable()
export class Orders extends Map<string, 'waiting' | 'paid'> {}
