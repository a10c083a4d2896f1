import type { Plan } from './world/world.ts';

type Row = readonly [rule: string, flow: string, conditions: readonly string[], faults: Plan['faults']];

const row = ([rule, flow, conditions, faults]: Row): readonly [string, Plan] => [rule, { flow, conditions, faults }];
const LOST_ORDER = [1, '503 after'] as const;

/** What was once seen to go wrong, each by the rule that it broke. */
export const SEEN: readonly (readonly [rule: string, plan: Plan])[] = (
  [
    [
      'a price that is read otherwise is not charged, however the payment request was found',
      'charge',
      ['Paysera reads 999 as 999.00'],
      [
        [0, '503 after'],
        [0, '503 after'],
        [0, '503 after'],
      ],
    ],
    ['a payment request that is resumed is charged at its price only', 'resume, at another price', [], []],
    [
      'two processes that charge one key both get the one capture',
      'charge',
      [],
      [[0, 'another process does the same']],
    ],
    ['an authorization under way is not called off by a 409', 'charge', [], [[4, 'done 12 s late, 504']]],
    [
      'an authorization under way is not called off by a 400',
      'charge',
      ['a busy request is refused by 400'],
      [[4, 'done 12 s late, 504']],
    ],
    [
      'a key that is charged again while its authorization is under way is charged once',
      'charge',
      ['a charge goes on by its key'],
      [[4, 'done 55 s late, 504']],
    ],
    ...[4, 5].map(
      (from): Row => [
        'a charge is not begun anew while another process begins to authorize it, however long their journal takes',
        'charge',
        ['a timeout of fifteen minutes', 'the journal takes 6 s'],
        [
          [from - 2, 'another process does the same'],
          [from, 'done 55 s late, no answer'],
        ],
      ],
    ),
    [
      'a creation that stays open in the journal holds up nobody for ever',
      'charge',
      [],
      [
        [0, '401'],
        [3, 'the store never answers'],
      ],
    ],
    [
      'a payment request that was created late is not charged beside the one that was paid',
      'charge',
      [],
      [
        [0, 'done 12 s late, 504, by key'],
        [0, 'done 55 s late, 504'],
        [8, 'the process dies after'],
      ],
    ],
    [
      'a charge is found by its key behind 450 newer ones',
      'resume, captured, without its id',
      ['450 newer requests of other keys'],
      [],
    ],
    [
      'a key that was charged at another price is not reported as charged at this one',
      'resume, captured at another price, without its id',
      [],
      [],
    ],
    ['a token host’s clock decides nothing', 'create', ['the token host is 8 s ahead'], [LOST_ORDER]],
    [
      'a clock that steps ahead hides no link',
      'createPayment',
      [],
      [
        [5, 'its clock goes 8 s ahead'],
        [7, '503 after'],
      ],
    ],
    [
      'a clock that was set right before the restart hides no order',
      'resolve, after an order',
      ['a clock that is set back 8 s at the restart'],
      [],
    ],
    ['an amount read as text is no other order', 'create', ['amounts as text'], [LOST_ORDER]],
    ['a currency in lower case is no other order', 'create', ['currencies in lower case'], [LOST_ORDER]],
    ['a time in ISO 8601 is no other order', 'create', ['times in ISO 8601'], [LOST_ORDER]],
    [
      'a canceled payment request whose amount is read as text is no other one',
      'charge',
      ['a charge is given up', 'amounts as text'],
      [
        [4, '401'],
        [0, 'another key'],
        [0, '401'],
      ],
    ],
    [
      'a clock that is set while an intent is stored makes no older order the one that was created',
      'create',
      ['a paid order of half an hour ago'],
      [
        [2, 'an empty 200, not done'],
        [3, 'its clock goes an hour back'],
      ],
    ],
    ['a missing time is no other order', 'create', ['no times'], [LOST_ORDER]],
    ['braces are no other order', 'create', ['nothing of a thing but its braces'], [LOST_ORDER]],
    [
      'a trimmed reference is no other order',
      'create',
      ['a reference with a space behind it', 'references trimmed'],
      [LOST_ORDER],
    ],
    [
      'a reference read as a number is no other order',
      'create',
      ['a reference of digits', 'references as numbers'],
      [LOST_ORDER],
    ],
    [
      'an order of half an hour ago is not this one, whatever is known of the time',
      'create',
      ['every answer has an age', 'a paid order of half an hour ago'],
      [[4, '503 before']],
    ],
    ['an order that a search does not show yet is not missing', 'create', ['a search lags 10 s'], [LOST_ORDER]],
    ['an order on two pages is one', 'create', ['the first page twice'], [LOST_ORDER]],
    ['120 orders that begin alike keep nobody from telling', 'create', ['120 orders that begin alike'], [LOST_ORDER]],
    ['500 older links keep nobody from telling', 'link', ['500 older links'], [LOST_ORDER]],
    [
      'a link of another amount is not this one',
      'link',
      [],
      [
        [4, '503 before'],
        [5, 'a link of another amount comes'],
      ],
    ],
    [
      'nothing is sent after a save that outlasts its call',
      'create',
      ['the journal takes 6 s', 'a timeout of a second'],
      [],
    ],
    ['a store that never answers holds no call beyond its deadline', 'create', ['the journal never answers'], []],
    [
      'a store that never answers leaves a call its signal',
      'create',
      ['the journal never answers'],
      [[0, 'the caller aborts']],
    ],
    [
      'another process leaves alone what a living call may still do',
      'createPayment',
      [],
      [
        [4, '503 before'],
        [5, 'another process resolves'],
      ],
    ],
    [
      'a call of fifteen minutes is alive after eleven',
      'create',
      ['a timeout of fifteen minutes'],
      [
        [0, 'another process resolves in 11 minutes'],
        [4, '429, twelve minutes'],
      ],
    ],
    [
      'an intent of another account is passed over',
      'create',
      [],
      [
        [4, '503 after'],
        [6, 'another shop resolves'],
      ],
    ],
    [
      'a refund that was made closes its intents',
      'refund',
      [],
      [
        [0, '503 after'],
        [0, '503 after'],
        [0, '503 after'],
      ],
    ],
    [
      'a limit that resets at a time closes nobody for 57 years',
      'create',
      ['the client has a rate gate'],
      [[1, '429, X-RateLimit-Reset a time']],
    ],
    [
      'a Retry-After that is a time closes nobody for 57 years',
      'create',
      ['the client has a rate gate'],
      [[1, '429, Retry-After a time']],
    ],
    [
      'a limit that resets at a time closes a client for no longer, however far its clock is behind',
      'link',
      ['Paysera is 400 s ahead', 'the client has a rate gate'],
      [[1, '429, X-RateLimit-Reset a time']],
    ],
    [
      'a Retry-After that is a time closes a client for no longer, however far its clock is behind',
      'link',
      ['Paysera is 400 s ahead', 'the client has a rate gate'],
      [[1, '429, Retry-After a time']],
    ],
    ['a listener that rejects ends no process', 'createPayment', ['a listener rejects'], []],
    [
      'a fetch that fails over has sent it, whatever it throws',
      'createPayment',
      [],
      [
        [1, 'done, and a failover is refused'],
        [1, '400 before'],
      ],
    ],
    [
      'an authorization that was refused is reported so, whatever the same charge takes later',
      'charge',
      [],
      [
        [6, 'no answer, not done'],
        [7, 'another process resolves'],
      ],
    ],
    [
      'whoever closed an intent reports it, however long its store took',
      'create',
      [],
      [
        [2, '503 before'],
        [10, 'the store takes 40 s'],
      ],
    ],
    [
      'whoever closed an intent reports it, though its store failed',
      'create',
      [],
      [
        [2, '503 before'],
        [10, 'the store keeps it and fails'],
      ],
    ],
    [
      'nothing is sent after a listener that blocks beyond the deadline',
      'createPayment',
      ['a listener blocks for 12 s'],
      [],
    ],
    [
      'nothing is sent after a store that blocks beyond the deadline',
      'createPayment',
      [],
      [[3, 'the store blocks for 40 s']],
    ],
    [
      'a search beyond the rate limit ends in certainty, given the time',
      'create',
      ['120 orders that begin alike', 'the client has a rate gate'],
      [[0, '302 after']],
    ],
    [
      'what another process charges while the journal is waited for is not reported as not charged',
      'charge',
      [],
      [
        [0, 'another process does the same'],
        [5, 'the store never answers'],
      ],
    ],
    [
      'what another process charges while a resumed charge waits for its journal is not reported as not charged',
      'charge',
      [],
      [
        [5, 'the store never answers'],
        [7, 'another process does the same'],
        [5, 'the store takes 40 s'],
      ],
    ],
    [
      'a charge is not denied while the shared journal has an authorization of another process that may take effect',
      'resume, new',
      ['the journal takes 6 s', 'an empty page at the end'],
      [
        [0, 'another process does the same'],
        [8, '429, Retry-After a time'],
        [8, 'another shop resolves'],
        [1, 'the store keeps it and fails'],
        [6, 'done 55 s late, no answer'],
      ],
    ],
    ['a network error after it was sent leaves it unknown', 'create', [], [[1, 'done, and a network error']]],
  ] satisfies Row[]
).map(row);
