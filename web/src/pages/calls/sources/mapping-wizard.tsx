import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallSourceForm, MappingProposal } from '../../../../../src/api/schema/call-sources.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';

/** From a few pasted lines to what each column is; what was read from them is shown before it is kept. */
export function MappingWizard({
  mapping,
  timeZone,
  onMapping,
}: {
  mapping: CallSourceForm['mapping'];
  timeZone: string;
  onMapping: (mapping: CallSourceForm['mapping']) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [sample, setSample] = useState('');
  const [text, setText] = useState(mapping ? JSON.stringify(mapping, null, 2) : '');
  const ask = useMutation({
    mutationFn: (own: unknown) =>
      post<MappingProposal>('/api/v1/call-sources/csv-mapping', { sample, timeZone, ...(own ? { mapping: own } : {}) }),
    onSuccess: (proposal) => {
      if (!proposal.mapping) return;
      setText(JSON.stringify(proposal.mapping, null, 2));
      onMapping(proposal.mapping);
    },
  });
  const proposal = ask.data;
  return (
    <fieldset className="bw-fieldset stack">
      <legend>{t('calls.sourceMapping')}</legend>
      <p className="dim">{t('calls.sourceMappingText')}</p>
      <Textarea
        aria-label={t('calls.sourceMappingText')}
        value={sample}
        onChange={(event) => setSample(event.currentTarget.value)}
        rows={4}
        maxLength={200_000}
        classNames={{ input: 'mono' }}
        spellCheck={false}
      />
      <div className="row wrap">
        <Button onClick={() => ask.mutate(undefined)} loading={ask.isPending} disabled={sample.trim() === ''}>
          {t('calls.sourceMappingAsk')}
        </Button>
        {proposal && (
          <Mark tone={proposal.ok ? 'green' : 'red'}>
            {proposal.ok
              ? t('calls.sourceMappingGood', {
                  calls: format.number(proposal.calls),
                  lines: format.number(proposal.lines),
                })
              : proposal.reason}
          </Mark>
        )}
      </div>
      {ask.error && <p className="red">{problemText(ask.error)}</p>}
      {proposal && proposal.preview.length > 0 && (
        <table className="bw-table bw-small-table">
          <tbody>
            {proposal.preview.slice(0, 5).map((one) => (
              <tr key={one.line}>
                <td>{format.exact(one.start)}</td>
                <td>
                  <Raw text={one.from} max={24} />
                </td>
                <td>
                  <Raw text={one.to} max={24} />
                </td>
                <td>{t(`calls.outcome-${one.outcome}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {text && (
        <Textarea
          label={t('calls.sourceMapping')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            try {
              onMapping(JSON.parse(event.currentTarget.value) as CallSourceForm['mapping']);
            } catch {
              // Half-typed: the last that could be read holds.
            }
          }}
          rows={6}
          classNames={{ input: 'mono' }}
          spellCheck={false}
        />
      )}
    </fieldset>
  );
}
