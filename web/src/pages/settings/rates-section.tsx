import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RateDeck, RateShown } from '../../../../src/api/schema/rates.ts';
import { rateDecksQuery } from '../../api/call-queries.ts';
import { get, post, remove } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { DeckFields, type DeckSaid, nothingSaid, saidInQuery } from './deck-fields.tsx';
import { FileImport } from './file-import.tsx';

/** What calls cost: price lists of carriers, and what one number costs. */
export function RatesSection() {
  const { t } = useTranslation();
  const mayChange = useMay()('calls:write');
  const decks = useQuery(rateDecksQuery);
  const [importing, setImporting] = useState(false);
  const [said, setSaid] = useState<DeckSaid>(nothingSaid);
  return (
    <>
      <Panel
        id="rate-decks"
        title={t('calls.ratesTitle')}
        aside={
          mayChange && (
            <Button
              onClick={() => {
                setSaid(nothingSaid);
                setImporting(true);
              }}
            >
              {t('calls.ratesImport')}
            </Button>
          )
        }
        flush
      >
        <p className="dim bw-panel-body">{t('calls.ratesText')}</p>
        <Answer of={decks} rows={3}>
          {(data) =>
            data.length === 0 ? (
              <Empty
                title={t('calls.ratesEmpty')}
                text={t('calls.ratesEmptyText')}
                command="./belwacht rates import rates.csv"
              />
            ) : (
              <ul className="bw-lines">
                {data.map((deck) => (
                  <DeckLine key={deck.id} deck={deck} mayChange={mayChange} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      <Lookup />
      {importing && (
        <FileImport
          title={t('calls.ratesImport')}
          path="/api/v1/rate-decks"
          accept=".csv,text/csv,text/plain"
          nameOf={(file) => file.name.replace(/\.\w+$/, '')}
          query={saidInQuery(said)}
          queryKey={rateDecksQuery.queryKey}
          taken={(name) => t('calls.ratesTaken', { name })}
          onClose={() => setImporting(false)}
        >
          {(report, again) => <DeckFields said={said} report={report} onChange={setSaid} onAgain={again} />}
        </FileImport>
      )}
    </>
  );
}

function DeckLine({ deck, mayChange }: { deck: RateDeck; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const path = `/api/v1/rate-decks/${encodeURIComponent(deck.id)}`;
  const renew = () => client.invalidateQueries({ queryKey: rateDecksQuery.queryKey });
  const failed = (error: unknown) => toast({ title: problemText(error), bad: true });
  const version = `"${deck.version}"`;
  const use = useMutation({
    mutationFn: () => post(`${path}/activate`, {}, { version }),
    onSuccess: renew,
    onError: failed,
  });
  const drop = useMutation({ mutationFn: () => remove(path, { version }), onSuccess: renew, onError: failed });
  return (
    <li className="stack tight">
      <div className="row apart wrap">
        <div>
          <Raw text={deck.name} max={80} className="strong" />{' '}
          {deck.active && <Mark tone="green">{t('calls.ratesActive')}</Mark>}
          <div className="dim">
            {deck.tenant === 'provider' ? t('calls.ratesForAll') : <Raw text={deck.tenantName} max={60} />} ·{' '}
            {t('calls.ratesPrefixes', { prefixes: format.number(deck.prefixes) })} · <Ago at={deck.createdAt} /> ·{' '}
            <ByName name={deck.createdBy} />
            {Object.entries(deck.worth).map(([code, euro]) => ` · 1 ${code} = € ${format.number(euro, 6)}`)}
          </div>
        </div>
        {mayChange && !deck.active && (
          <div className="row">
            <Button onClick={() => use.mutate()} loading={use.isPending}>
              {t('calls.ratesActivate')}
            </Button>
            <Button onClick={() => drop.mutate()} loading={drop.isPending}>
              {t('calls.ratesRemove')}
            </Button>
          </div>
        )}
      </div>
      {deck.refused > 0 && (
        <details>
          <summary>
            <Mark tone="amber">{t('calls.ratesBad', { count: deck.refused })}</Mark>
          </summary>
          <ul className="bw-tail-lines">
            {deck.troubles.map((trouble) => (
              <li key={`${trouble.line} ${trouble.column}`}>
                <span className="dim">{t('calls.ratesLine', { line: trouble.line })}</span>{' '}
                {format.text(trouble.message)} <Raw text={trouble.value} max={60} mono />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function Lookup() {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [number, setNumber] = useState('');
  const look = useMutation({
    mutationFn: () =>
      get<RateShown>('/api/v1/rates', { number: number.replaceAll(/[\s()-]/g, '').replace(/^00/, '+') }),
  });
  const found = look.data;
  return (
    <Panel id="rate-lookup" title={t('calls.ratesLookup')} flush>
      <form
        className="bw-inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate();
        }}
      >
        <TextInput
          className="grow"
          label={t('calls.ratesLookupNumber')}
          placeholder="+220 770 1234"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          error={look.error && problemText(look.error)}
        />
        <Button type="submit" loading={look.isPending} disabled={number.trim().length < 3}>
          {t('calls.ratesLookupShow')}
        </Button>
      </form>
      {found && (
        <p className="bw-panel-body" role="status">
          <span className="strong">{t('calls.perMinute', { money: format.money(found.eurPerMinute) })}</span>{' '}
          {found.estimate && <Mark tone="amber">{t('calls.estimate')}</Mark>}
          <span className="dim">
            {' · '}
            {found.name ? (
              <Raw text={found.name} max={60} />
            ) : found.country ? (
              format.country(found.country)
            ) : (
              t('calls.noCountry')
            )}{' '}
            · {t(`calls.kind-${found.kind}`)} · {t('calls.ratesSetup', { money: format.money(found.setupEur) })} ·{' '}
            {t('calls.ratesBilling', { minimum: found.minimumS, increment: found.incrementS })}
          </span>
        </p>
      )}
    </Panel>
  );
}
