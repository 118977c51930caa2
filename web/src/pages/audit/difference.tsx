import { useTranslation } from 'react-i18next';
import { Raw } from '../../parts/raw.tsx';
import type { AuditEntry } from './audit-query.ts';

interface Line {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Fields of an entry that say something, before beside after. */
function linesOf({ before, after, detail }: AuditEntry): readonly Line[] {
  const left = before ?? {};
  const right = after ?? detail ?? {};
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return fields
    .map((field) => ({ field, before: show(left[field]), after: show(right[field]) }))
    .filter((line) => line.before !== line.after);
}

function show(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The first difference in one line: `mode report-only → enforce, 2 more fields`. */
export function ChangeLine({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const lines = linesOf(entry);
  const [first] = lines;
  // What is made or removed is named by its object; its columns are for who opens it.
  if (!first || !entry.before || !entry.after) return null;
  return (
    <span className="clip">
      <span className="dim">{first.field}</span> <Side text={first.before} /> → <Side text={first.after} />
      {lines.length > 1 && <span className="dim">, {t('audit.more', { count: lines.length - 1 })}</span>}
    </span>
  );
}

/** All of it, as a table. */
export function Difference({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const lines = linesOf(entry);
  if (lines.length === 0) return null;
  const both = entry.before !== null && entry.after !== null;
  return (
    <table className="bw-difference">
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          {(both || entry.before) && <th scope="col">{t('audit.before')}</th>}
          {(both || !entry.before) && <th scope="col">{entry.detail ? t('audit.details') : t('audit.after')}</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            {(both || entry.before) && (
              <td className={both ? 'was' : undefined}>
                <Side text={before} max={600} />
              </td>
            )}
            {(both || !entry.before) && (
              <td className={both ? 'is' : undefined}>
                <Side text={after} max={600} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ text, max = 60 }: { text: string | undefined; max?: number }) {
  const { t } = useTranslation();
  return text === undefined ? <span className="dim">{t('audit.nothing')}</span> : <Raw text={text} max={max} />;
}
