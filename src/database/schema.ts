export type { ColumnSchema, DatabaseSchema, ForeignKeySchema, IndexSchema, TableSchema } from "../models/schema";
