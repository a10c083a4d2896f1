import type { SqlDialect } from './query.ts';

/** The expressions that differ between dialects. `now` is in milliseconds, and not the start of the statement, which may have waited for a lock. */
interface Words {
  readonly now: string;
  readonly greatest: string;
  /** The last characters. */
  right(text: string, count: string): string;
  int(value: string): string;
  /** Integer division. */
  divide(value: string, by: number): string;
}

export const WORDS: Readonly<Record<SqlDialect, Words>> = {
  postgresql: {
    now: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
    greatest: 'GREATEST',
    right: (text, count) => `RIGHT(${text}, CAST(${count} AS INT))`,
    int: (value) => `CAST(${value} AS BIGINT)`,
    divide: (value, by) => `${value} / ${by}`,
  },
  sqlite: {
    now: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    greatest: 'MAX',
    right: (text, count) => `SUBSTR(${text}, -${count})`,
    int: (value) => `CAST(${value} AS INTEGER)`,
    divide: (value, by) => `${value} / ${by}`,
  },
  mysql: {
    now: 'CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)',
    greatest: 'GREATEST',
    right: (text, count) => `RIGHT(${text}, ${count})`,
    int: (value) => `CAST(${value} AS SIGNED)`,
    divide: (value, by) => `${value} DIV ${by}`,
  },
};
