import type { SQLOutputValue } from "node:sqlite";

/** A row as node:sqlite hands it over. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A column the schema declares as an integer that is not null. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`Column ${column} holds no integer`);
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** A column the schema declares as text that is not null. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`Column ${column} holds no text`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column the schema declares as a blob that is not null. */
export function blob(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`Column ${column} holds no blob`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
