import type { ReactNode } from "react";
import css from "./Table.module.css";

/** One column: its name, what stands in it, and how it is set. */
export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => ReactNode;
  readonly kind?: "number" | "wide" | "tight";
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string | number;
}

/** A table that becomes a list of cards where there is no room for columns. */
export function Table<T>({ label, columns, rows, rowKey }: Props<T>): ReactNode {
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" data-kind={column.kind}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.name} data-label={column.name} data-kind={column.kind}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
