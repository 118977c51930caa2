import { useTranslation } from 'react-i18next';
import type { MeasureNote, MeasurePreviewWire } from '../../../../src/api/schema/measures.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useRefusalText } from './use-refusal-text.ts';

const most = 5;
const tones: Readonly<Record<MeasureNote['kind'], Tone>> = { refusal: 'red', warning: 'amber', note: 'blue' };

/** What will be done, whom it touches, who carries it out, and what stays out of reach whatever one does. */
export function MeasurePreview({ seen, error }: { seen: MeasurePreviewWire | undefined; error: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const refusal = useRefusalText();
  return (
    <section className="bw-measure-preview" aria-label={t('measures.preview')} aria-live="polite">
      {error ? (
        <p className="red" role="alert">
          {refusal(error)}
        </p>
      ) : seen ? (
        <>
          <p className="strong">{format.text(seen.sentence)}</p>
          {seen.approval && <Mark tone="amber">{format.text(seen.approval)}</Mark>}
          {seen.notes.map(({ kind, sentence }) => (
            <Mark key={sentence.en} tone={tones[kind]}>
              {format.text(sentence)}
            </Mark>
          ))}
          <Touched seen={seen} />
          <ul>
            {seen.carriers.map(({ name, real, does }) => (
              <li key={`${name} ${does.en}`} className={real ? undefined : 'dim'}>
                <span className="strong">
                  <Raw text={name} max={60} />
                </span>{' '}
                {format.text(does)}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="dim">{t('measures.previewAsking')}</p>
      )}
    </section>
  );
}

function Touched({ seen }: { seen: MeasurePreviewWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { customers, customersTotal, accounts, accountsTotal, calls, callsTotal, emergencyCalls } = seen;
  return (
    <>
      {customersTotal > 0 && (
        <p>
          {t('measures.touchesCustomers', { count: customersTotal })}{' '}
          <Raw text={format.list(customers.slice(0, most).map(({ name }) => name))} max={200} />
        </p>
      )}
      {accountsTotal > 0 && (
        <p>
          {t('measures.touchesAccounts', { count: accountsTotal })}{' '}
          <Raw
            text={format.list(
              accounts.slice(0, most).map(({ account, address }) => `${account}${address && ` (${address})`}`),
            )}
            max={300}
          />
        </p>
      )}
      {callsTotal > 0 && (
        <div>
          <p>{t('measures.touchesCalls', { count: callsTotal })}</p>
          <ul className="dim">
            {calls.slice(0, most).map(({ id, from, to, country, reachable }) => (
              <li key={id}>
                <Raw text={`${from} → ${to}`} max={80} />
                {country && ` · ${format.country(country)}`}
                {!reachable && ` · ${t('measures.callOutOfReach')}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {emergencyCalls > 0 && <Mark tone="blue">{t('measures.emergencyStay', { count: emergencyCalls })}</Mark>}
      {seen.refusesLastHour !== null && seen.refusesLastHour > 0 && (
        <p className="dim">{t('measures.refusesLastHour', { count: seen.refusesLastHour })}</p>
      )}
    </>
  );
}
