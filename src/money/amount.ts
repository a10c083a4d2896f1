import type { AmountInput } from '../../generated/amount-input.ts';

export type { AmountInput };

/** `never` for a literal with a fraction or a sign, so that `amount: 25.5` does not compile. */
type WholeAmount<A extends AmountInput> = A extends string
  ? string extends A
    ? A
    : A extends `${string}${'.' | ',' | '-' | '+' | 'e' | ' '}${string}`
      ? never
      : A
  : `${A}` extends `${string}${'.' | '-'}${string}`
    ? never
    : A;

/** A request body whose amounts are checked as literals: `T` with each `AmountInput` narrowed to `A`. */
export type WithAmounts<T, A extends AmountInput> = unknown extends T
  ? T
  : [AmountInput] extends [T]
    ? (A & WholeAmount<A>) | Exclude<T, AmountInput>
    : T extends (infer Item)[]
      ? WithAmounts<Item, A>[]
      : // Checked before objects: the open end of an enum, `string & {}`, counts as one.
        T extends string
        ? T
        : T extends object
          ? { [K in keyof T]: WithAmounts<T[K], A> }
          : T;
