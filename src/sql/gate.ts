import type { GateStore } from '../runtime/state/gate-store.ts';
import { run, type SqlDialect, type SqlQuery } from './query.ts';
import { WORDS } from './words.ts';

/**
 * `nextPlace`, as one UPDATE of one row. The places are milliseconds since 1970, 13 digits each, in one text: the dialects
 * share no list. The answer is four times the wait, plus 2 if the place is the one kept for those who go first, plus 1 if
 * it was handed out.
 */
function statement(dialect: SqlDialect): string {
  const { now: clock, greatest, right, int, divide } = WORDS[dialect];
  // The clock goes on within a statement: it is read once.
  const now = 'asked_at';
  const closed = `${greatest}(closed_until, CASE WHEN ${int(':closed')} > 0 THEN ${now} + ${int(':closed')} ELSE 0 END)`;
  const nth = `SUBSTR(${right('places', int(':chars'))}, 1, 13)`;
  const next = `${greatest}(${now}, ${closed}, CASE WHEN places = '' THEN 0 ELSE ${int(right('places', '13'))} END,
    CASE WHEN LENGTH(places) < ${int(':chars')} THEN 0 ELSE ${int(nth)} + ${int(':span')} END)`;
  const lane = `${greatest}(${now}, ${closed}, first_at + ${int(':span')})`;
  const waitFor = (place: string) => `(${place} - ${now})`;
  const answer = `CASE WHEN ${int(':first')} = 1 AND ${lane} <= ${next}
    THEN 4 * ${waitFor(lane)} + 2 + CASE WHEN ${waitFor(lane)} <= ${int(':within')} THEN 1 ELSE 0 END
    ELSE 4 * ${waitFor(next)} + CASE WHEN ${waitFor(next)} <= ${int(':within')} THEN 1 ELSE 0 END END`;
  const after = (given: string) => {
    const at = `(${now} + ${divide(given, 4)})`;
    const longer = dialect === 'mysql' ? `CONCAT(places, ${at})` : `places || ${at}`;
    return [
      `CASE WHEN ${given} % 4 = 1 THEN ${right(longer, int(':room'))} ELSE places END`,
      `CASE WHEN ${given} % 4 = 3 THEN ${at} ELSE first_at END`,
    ];
  };
  if (dialect === 'mysql') {
    // Its assignments are made one after the other, and it returns the answer as `insertId`.
    const [places, first] = after('answer');
    return `UPDATE paysera_gate SET asked_at = ${clock}, answer = LAST_INSERT_ID(${answer} + 1) - 1, places = ${places},
      first_at = ${first}, closed_until = ${closed} WHERE name = :name`;
  }
  const [places, first] = after('given');
  return `UPDATE paysera_gate SET (answer, places, first_at, closed_until) =
    (SELECT given, ${places}, ${first}, ${closed}
      FROM (SELECT asked_at, ${answer} AS given FROM (SELECT ${clock} AS asked_at) AS clock) AS answered)
    WHERE name = :name RETURNING answer + 1 AS answer`;
}

export function sqlGate(sql: SqlQuery): GateStore {
  const { dialect = 'postgresql' } = sql;
  const reserving = statement(dialect);
  const insert = `INSERT ${dialect === 'mysql' ? 'IGNORE ' : ''}INTO paysera_gate (name) VALUES (:name)`;
  return {
    async reserve({ origin: name, limit, spare, window, first, within, closed }) {
      const reserve = async () => {
        const [row] = await run(sql, reserving, {
          ...{ name, chars: 13 * Math.max(1, limit - 1 - spare), room: 13 * limit, span: window },
          ...{ first: first && limit > 1 ? 1 : 0, within, closed },
        });
        return Number(row?.['answer'] ?? row?.['insertId'] ?? 0);
      };
      let answer = await reserve();
      if (answer === 0) {
        // The first request of all.
        await run(sql, dialect === 'mysql' ? insert : `${insert} ON CONFLICT DO NOTHING`, { name });
        answer = await reserve();
      }
      if (!(answer > 0)) throw new Error('The database returned no place.');
      return { reserved: (answer - 1) % 2 === 1, wait: Math.floor((answer - 1) / 4) };
    },
  };
}
