import type { AmountInput } from '../../generated/amount-input.ts';

export type { AmountInput };

/** What the compiler says of a literal that is not an amount: no amount is a text like this. */
type NotMinorUnits = "not minor units: use minorUnits('25.00', 'EUR')";

/** The literal itself, or what is wrong with one that has a fraction or a sign: `amount: 25.5` does not compile. */
type WholeAmount<A extends AmountInput> = A extends string
  ? string extends A
    ? A
    : A extends `${string}${'.' | ',' | '-' | '+' | 'e' | ' '}${string}`
      ? NotMinorUnits
      : A
  : `${A}` extends `${string}${'.' | '-'}${string}`
    ? NotMinorUnits
    : A;

/** What is left to be given where a literal is wrong. A kind of amount that none of the fields has is no help there. */
type Remaining<A extends AmountInput> = A extends unknown
  ? string extends A
    ? never
    : number extends A
      ? never
      : bigint extends A
        ? never
        : WholeAmount<A>
  : never;

type AreWhole<A extends AmountInput> = [A] extends [WholeAmount<A>] ? true : false;

/**
 * A request body whose amounts are checked as literals: `T` with each `AmountInput` narrowed to `A`. Where a body has
 * several amounts, a type parameter for each kind lets them be of different kinds: TypeScript infers no union of kinds.
 */
export type WithAmounts<T, A extends AmountInput> =
  // The first branch is where A is inferred.
  AreWhole<A> extends true ? Narrowed<T, A> : Narrowed<T, Remaining<NoInfer<A>>>;

/** `A` has no condition of its own here: beside the `undefined` of an optional field, a union would lose a member. */
type Narrowed<T, A> = unknown extends T
  ? T
  : [AmountInput] extends [T]
    ? A | Exclude<T, AmountInput>
    : T extends (infer Item)[]
      ? Narrowed<Item, A>[]
      : // Checked before objects: the open end of an enum, `string & {}`, counts as one.
        T extends string
        ? T
        : T extends object
          ? { [K in keyof T]: Narrowed<T[K], A> }
          : T;
