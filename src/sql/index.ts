export { markHandled } from './inbox.ts';
export {
  type MysqlPool,
  mysqlQuery,
  type PgPool,
  pgQuery,
  type SqlDialect,
  type SqlQuery,
  type SqlRows,
} from './query.ts';
export * from './schema.ts';
export * from './sql-state.ts';
export { type SqliteDatabase, sqliteQuery } from './sqlite.ts';
