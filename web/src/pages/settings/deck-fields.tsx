import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeckField } from '../../../../src/core/rates/deck-columns.ts';
import { visibleText } from '../../parts/visible-text.ts';
import type { FileReport } from './file-import.tsx';

/** All of them, as the server knows them. */
const deckFields = Object.keys({
  ...{ prefix: 1, countryCode: 1, areaCode: 1, name: 1, price: 1, setup: 1, minimum: 1, increment: 1, intervals: 1 },
  ...{ currency: 1, from: 1, until: 1 },
} satisfies Record<DeckField, 1>) as DeckField[];

/** How a deck is to be read, while somebody says so. */
export interface DeckSaid {
  readonly currency: string;
  /** Code and worth in euro of other currencies, as typed. */
  readonly worth: readonly (readonly [code: string, euro: string])[];
  /** What a header holds, by header. */
  readonly columns: Readonly<Record<string, string>>;
}

export const nothingSaid: DeckSaid = { currency: 'EUR', worth: [['', '']], columns: {} };

/** What goes with the file to the API. */
export function saidInQuery({ currency, worth, columns }: DeckSaid): Record<string, string | readonly string[]> {
  const worths = worth.filter(([code, euro]) => code !== '' && euro.trim() !== '');
  return {
    currency,
    worth: worths.map(([code, euro]) => `${code}:${euro.trim().replace(',', '.')}`).join(','),
    column: Object.entries(columns).flatMap(([header, field]) => (field === '' ? [] : [`${field}:${header}`])),
  };
}

/** Currencies and columns of a deck, asked for when its file does not say so itself. */
export function DeckFields({
  said,
  report,
  onChange,
  onAgain,
}: {
  said: DeckSaid;
  report: FileReport | undefined;
  onChange: (said: DeckSaid) => void;
  /** Reads the file once more, as said. */
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  const headers = [...new Set([...(report?.ignored ?? []), ...Object.keys(said.columns)])];
  const asked = report?.troubles.some(({ reason }) => reason === 'unknown-currency' || reason === 'no-header');
  const code = (text: string) =>
    text
      .toUpperCase()
      .replace(/[^A-Z]/g, '')
      .slice(0, 3);
  const setWorth = (place: number, pair: readonly [string, string]) =>
    onChange({ ...said, worth: said.worth.map((each, i) => (i === place ? pair : each)) });
  return (
    <details open={asked || headers.length > 0 || undefined}>
      <summary>{t('calls.ratesReading')}</summary>
      <div className="stack">
        <TextInput
          label={t('calls.ratesCurrency')}
          value={said.currency}
          onChange={(event) => onChange({ ...said, currency: code(event.currentTarget.value) })}
          placeholder="EUR"
        />
        {said.worth.map(([currency, euro], place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place, and none goes from the middle
          <div className="bw-form-pair" key={place}>
            <TextInput
              label={t('calls.ratesOther')}
              value={currency}
              onChange={(event) => setWorth(place, [code(event.currentTarget.value), euro])}
              placeholder="USD"
            />
            <TextInput
              label={t('calls.ratesWorth', { currency: currency || '…' })}
              value={euro}
              onChange={(event) => setWorth(place, [currency, event.currentTarget.value])}
              placeholder="0.92"
              inputMode="decimal"
            />
          </div>
        ))}
        {headers.map((header) => (
          <NativeSelect
            key={header}
            label={t('calls.ratesColumn', { header: visibleText(header) })}
            value={said.columns[header] ?? ''}
            onChange={(event) =>
              onChange({ ...said, columns: { ...said.columns, [header]: event.currentTarget.value } })
            }
            data={[
              { value: '', label: t('calls.ratesColumnUnread') },
              ...deckFields.map((field) => ({ value: field, label: t(`calls.ratesField-${field}`) })),
            ]}
          />
        ))}
        <div className="row wrap">
          <Button onClick={() => onChange({ ...said, worth: [...said.worth, ['', '']] })}>
            {t('calls.ratesMoreCurrency')}
          </Button>
          <Button onClick={onAgain} disabled={!report}>
            {t('calls.ratesAgain')}
          </Button>
        </div>
      </div>
    </details>
  );
}
