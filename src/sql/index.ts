export {
  type MysqlPool,
  mysqlQuery,
  type PgPool,
  pgQuery,
  type SqlDialect,
  type SqliteDatabase,
  type SqlQuery,
  type SqlRows,
  sqliteQuery,
} from './query.ts';
export * from './schema.ts';
export * from './sql-state.ts';
