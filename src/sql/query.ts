/** The SQL dialect of a statement. */
export type SqlDialect = 'postgresql' | 'mysql' | 'sqlite';

/** The rows of a statement. */
export type SqlRows = Iterable<Readonly<Record<string, unknown>>>;

/** A tagged-template query function, as in postgres.js and Neon: values are bound as parameters, and rows are returned. */
export interface SqlQuery {
  (strings: TemplateStringsArray, ...values: (string | number | null)[]): PromiseLike<SqlRows> | SqlRows;
  /** Default: PostgreSQL. */
  readonly dialect?: SqlDialect | undefined;
}

/** The parts of `pg` that are used: a pool or a client. */
export interface PgPool {
  /** As in `pg`. */
  query(
    text: string,
    values: unknown[],
  ): Promise<{
    /** As in `pg`. */
    rows: Record<string, unknown>[];
  }>;
}

/** The parts of `mysql2/promise` that are used: a pool or a connection. */
export interface MysqlPool {
  /** As in `mysql2/promise`. */
  query(text: string, values: unknown[]): Promise<readonly [unknown, ...unknown[]]>;
}

/**
 * A query function over a pool or client of `pg`, which calls `query` and returns its `rows`.
 *
 * @example const state = sqlState(pgQuery(new pg.Pool()));
 */
export function pgQuery(pool: PgPool): SqlQuery {
  return async (strings, ...values) =>
    (
      await pool.query(
        strings.reduce((text, part, index) => `${text}$${index}${part}`),
        values,
      )
    ).rows;
}

/**
 * A query function over a pool or connection of `mysql2/promise`, which calls `query`. For MySQL and MariaDB.
 *
 * @example const state = sqlState(mysqlQuery(mysql.createPool(url)));
 */
export function mysqlQuery(pool: MysqlPool): SqlQuery {
  const query = async (strings: TemplateStringsArray, ...values: (string | number | null)[]) => {
    const [rows] = await pool.query(strings.join('?'), values);
    // What a statement without rows did: `insertId` and `affectedRows`.
    return Array.isArray(rows) ? rows : [Object(rows)];
  };
  return Object.assign(query, { dialect: 'mysql' } as const);
}

/** Runs a statement built at run time, with `:name` as the placeholder of a value. */
export async function run(
  sql: SqlQuery,
  text: string,
  values: Readonly<Record<string, string | number | null>> = {},
): Promise<Readonly<Record<string, unknown>>[]> {
  const [first = '', ...rest] = text.split(/:([a-z]+)/);
  const strings = [first, ...rest.filter((_, index) => index % 2 === 1)];
  const bound = rest.filter((_, index) => index % 2 === 0).map((name) => values[name] ?? null);
  return [...(await sql(Object.assign(strings, { raw: strings }), ...bound))];
}

/** Runs an UPDATE. Resolves with how many rows it found. */
export async function changes(...[sql, text, values]: Parameters<typeof run>): Promise<number> {
  const isMysql = sql.dialect === 'mysql';
  const changed = await run(sql, isMysql ? text : `${text} RETURNING 1 AS changed`, values);
  return isMysql ? Number(changed[0]?.['affectedRows'] ?? 0) : changed.length;
}
