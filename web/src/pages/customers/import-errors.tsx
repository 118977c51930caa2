import { useTranslation } from 'react-i18next';
import type { ImportResult } from '../../../../src/api/schema/customers.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';

/** What is wrong with the file, by line and column. */
export function ImportErrors({ result }: { result: ImportResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="stack" role="alert">
      <Mark tone="red">{t('customers.importErrors', { count: result.errors.length })}</Mark>
      <div className="bw-import-errors">
        <table className="bw-table" aria-label={t('customers.importErrors', { count: result.errors.length })}>
          <thead>
            <tr>
              <th scope="col" className="num" style={{ width: 70 }}>
                {t('customers.importLine')}
              </th>
              <th scope="col" style={{ width: 130 }}>
                {t('customers.importColumn')}
              </th>
              <th scope="col" style={{ width: 170 }}>
                {t('customers.importValue')}
              </th>
              <th scope="col">{t('customers.importMessage')}</th>
            </tr>
          </thead>
          <tbody>
            {result.errors.map((error) => (
              <tr key={`${error.line} ${error.column} ${error.message.en}`}>
                <td className="num" data-phone="head">
                  {format.number(error.line)}
                </td>
                <td data-name={t('customers.importColumn')}>
                  <Raw text={error.column} />
                </td>
                <td data-name={t('customers.importValue')}>
                  <Raw text={error.value} max={60} />
                </td>
                <td data-phone="line">{format.text(error.message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {result.moreErrors && <p className="dim">{t('customers.importMoreErrors')}</p>}
    </div>
  );
}
