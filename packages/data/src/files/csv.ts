import { readFileSync } from 'node:fs';
import { explainDiskError, suggestion, UserError } from '@ballast/core';

/** A row of a CSV file by the names of its header. */
export interface CsvRow {
  readonly values: Readonly<Record<string, string>>;
  /** `FILE:LINE` */
  readonly where: string;
}

/**
 * A CSV file with a header (RFC 4180): fields in quotes may hold commas, quotes written twice, and line breaks.
 * @param columns those that it must have
 * @throws UserError naming the file, its line, and the column that it lacks
 */
export function readCsv(file: string, columns: readonly string[]): CsvRow[] {
  const [header, ...rows] = parseCsv(read(file), file);
  const names = (header?.fields ?? []).map((name) => name.trim());
  const missing = columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    const meant = suggestion(missing, names);
    throw new UserError({ what: `there is no column "${missing}".`, where: `${file}:1`, meant, fix: 'The first line names the columns.' }); // prettier-ignore
  }
  return rows.map(({ fields, line }) => {
    const where = `${file}:${String(line)}`;
    if (fields.length !== names.length) {
      const found = `${String(fields.length)} ${fields.length === 1 ? 'field' : 'fields'}`;
      throw new UserError({ what: `${found} where the header has ${String(names.length)}.`, where });
    }
    return { values: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ''])), where };
  });
}

interface Fields {
  readonly fields: readonly string[];
  readonly line: number;
}

/** A field, in quotes or not, and what ends it: a comma, a line break, or the end of the text. */
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n?|\n|$)/y;

/** Rows without the empty ones. @throws UserError for a quote that is not closed, or stands within a field. */
function parseCsv(text: string, file: string): Fields[] {
  const rows: Fields[] = [];
  let line = 1;
  field.lastIndex = 0;
  while (field.lastIndex < text.length) {
    const fields: string[] = [];
    const start = line;
    for (let end = ','; end === ',';) {
      const match = field.exec(text);
      if (match === null) throw new UserError({ what: 'a quote is not closed, or stands within a field.', where: `${file}:${String(line)}` }); // prettier-ignore
      const [whole, quoted, plain = '', ending = ''] = match;
      fields.push(quoted?.replaceAll('""', '"') ?? plain);
      line += whole.split('\n').length - 1;
      end = ending;
    }
    if (fields.some((value) => value !== '')) rows.push({ fields, line: start });
  }
  return rows;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw explainDiskError(error, file);
  }
}
