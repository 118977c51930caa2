import { Button, Modal, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { RecoveryProbe, RecoverySaid, RecoveryTest } from '../../../../src/api/schema/measures.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { incidentTargetsQuery } from './measure-queries.ts';
import { useRefusalText } from './use-refusal-text.ts';

const outcomes = ['passed', 'failed', 'not-applicable'] as const;

/** One test: Belwacht looks itself where it can, or a person says what they saw. The route to 112 is only ever said, with a name. */
export function TestDialog({
  incident,
  test,
  busy,
  error,
  onProbe,
  onSaid,
  onClose,
}: {
  incident: IncidentWire;
  test: RecoveryTest;
  busy: boolean;
  error: unknown;
  onProbe: (form: RecoveryProbe) => void;
  onSaid: (form: RecoverySaid) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const refusal = useRefusalText();
  const route = test === 'emergency-route';
  const targets = useQuery({ ...incidentTargetsQuery(incident.id), enabled: !route && incident.may.measures });
  const places = (targets.data ?? []).map(({ tenant, tenantName, asset: id, name, host }) => ({
    value: `${tenant}/${id}`,
    label: `${visibleText(name)} – ${visibleText(tenantName)} (${visibleText(host)})`,
  }));
  const [way, setWay] = useState<'probe' | 'said'>('said');
  const [asset, setAsset] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [outcome, setOutcome] = useState<RecoverySaid['outcome']>('passed');
  const [evidence, setEvidence] = useState('');
  const [person, setPerson] = useState('');
  const probing = way === 'probe' && !route;
  const place = asset || places[0]?.value || '';
  const ready = probing
    ? place !== '' && (test === 'register' || (from.trim() !== '' && to.trim() !== ''))
    : evidence.trim() !== '' && (!route || outcome === 'not-applicable' || person.trim() !== '');
  const submit = () => {
    if (!probing) onSaid({ test, outcome, evidence: evidence.trim(), person: person.trim() });
    else if (test === 'register') onProbe({ test, asset: place, account: from.trim() });
    else if (test === 'call-in' || test === 'call-out')
      onProbe({ test, asset: place, from: from.trim(), to: to.trim(), seconds: 15 });
  };
  return (
    <Modal opened onClose={onClose} title={t(`measures.testDo-${test}`)} size={500}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) submit();
        }}
      >
        <p>{t(`measures.testText-${test}`)}</p>
        {targets.data?.length === 0 && <p className="dim">{t('measures.testNone')}</p>}
        {!route && places.length > 0 && (
          <SegmentedControl
            fullWidth
            aria-label={t('measures.testWay')}
            value={way}
            onChange={(chosen) => setWay(chosen === 'probe' ? 'probe' : 'said')}
            data={[
              { value: 'said', label: t('measures.how-said') },
              { value: 'probe', label: t('measures.how-measured') },
            ]}
          />
        )}
        {probing ? (
          <>
            <NativeSelect
              label={t('measures.testAsset')}
              value={place}
              onChange={({ currentTarget: { value } }) => setAsset(value)}
              data={places}
            />
            <TextInput
              label={test === 'register' ? t('measures.testAccount') : t('measures.testFrom')}
              value={from}
              onChange={({ currentTarget: { value } }) => setFrom(value)}
              maxLength={64}
              autoComplete="off"
            />
            {test !== 'register' && (
              <TextInput
                label={t('measures.testTo')}
                value={to}
                onChange={({ currentTarget: { value } }) => setTo(value)}
                maxLength={64}
                autoComplete="off"
              />
            )}
          </>
        ) : (
          <>
            <SegmentedControl
              fullWidth
              aria-label={t('measures.testOutcome')}
              value={outcome}
              onChange={(chosen) => setOutcome(outcomes.find((one) => one === chosen) ?? 'passed')}
              data={outcomes.map((one) => ({ value: one, label: t(`measures.testState-${one}`) }))}
            />
            {route && (
              <TextInput
                label={t('measures.testPerson')}
                value={person}
                onChange={({ currentTarget: { value } }) => setPerson(value)}
                maxLength={200}
              />
            )}
            <Textarea
              label={outcome === 'not-applicable' ? t('measures.testWhyNot') : t('measures.testSeen')}
              value={evidence}
              onChange={({ currentTarget: { value } }) => setEvidence(value)}
              maxLength={2000}
              autosize
              minRows={2}
              maxRows={6}
            />
          </>
        )}
        {error ? (
          <p className="red" role="alert">
            {refusal(error)}
          </p>
        ) : null}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={!ready} loading={busy}>
            {probing ? t(`measures.testRun-${test}`) : t('measures.testKeep')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
