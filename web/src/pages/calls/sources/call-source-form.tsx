import { Button, Checkbox, Modal, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallSource, CallSourceForm as Form } from '../../../../../src/api/schema/call-sources.ts';
import { callSourcesQuery } from '../../../api/call-queries.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { post, put } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { useTenant } from '../../../shell/use-tenant.ts';
import { MappingWizard } from './mapping-wizard.tsx';
import { StillHolds, stillHolds } from './still-holds.tsx';

const kinds = [
  'asterisk-ami',
  'asterisk-cel',
  'freeswitch-esl',
  '3cx-xapi',
  '3cx-cdr',
  'cdr-file',
  'cdr-socket',
  'kamailio-rpc',
] as const;
const formats = ['asterisk-cdr', 'freeswitch-cdr', 'kamailio-acc', '3cx-cdr', 'csv'] as const;
const usualPort: Readonly<Partial<Record<Form['kind'], number>>> = {
  'asterisk-ami': 5038,
  'freeswitch-esl': 8021,
  '3cx-cdr': 5033,
  'cdr-socket': 5034,
};
/** Which fields a kind has. */
const byUrl: ReadonlySet<string> = new Set(['3cx-xapi', 'kamailio-rpc']);
const bySocket: ReadonlySet<string> = new Set(['asterisk-ami', 'freeswitch-esl', '3cx-cdr', 'cdr-socket']);
const withFormat: ReadonlySet<string> = new Set(['cdr-file', 'cdr-socket']);
const withSecret: ReadonlySet<string> = new Set(['asterisk-ami', 'freeswitch-esl', '3cx-xapi', 'kamailio-rpc']);
const withUser: ReadonlySet<string> = new Set(['asterisk-ami', '3cx-xapi', 'kamailio-rpc']);
/** Kinds whose records have columns in an order of their own, and kinds that are told which certificate to take. */
const withFields: ReadonlySet<string> = new Set(['3cx-cdr', 'asterisk-cel']);
const withCertificate: ReadonlySet<string> = new Set(['asterisk-ami', '3cx-xapi', 'kamailio-rpc']);
const withTrunks: ReadonlySet<string> = new Set(['asterisk-ami', 'asterisk-cel', 'freeswitch-esl']);
const canAct: ReadonlySet<string> = new Set(['asterisk-ami', 'freeswitch-esl', '3cx-xapi', 'kamailio-rpc']);

/** A source of calls: made, or changed. The secret is never shown; left empty it stays what it is. */
export function CallSourceForm({ known, onClose }: { known: CallSource | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const chosen = useTenant();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [form, setForm] = useState<Form>(() => ({
    tenant: known?.tenant ?? chosen ?? '',
    kind: known?.kind ?? 'asterisk-ami',
    name: known?.name ?? '',
    enabled: known?.enabled ?? true,
    host: known?.host ?? '',
    port: known?.port ?? usualPort['asterisk-ami'] ?? 0,
    tls: known?.tls ?? false,
    fingerprint: known?.fingerprint ?? '',
    ca: known?.ca ?? '',
    insecure: known?.insecure ?? false,
    url: known?.url ?? '',
    user: known?.user ?? '',
    path: known?.path ?? '',
    format: known?.format ?? '',
    timeZone: known?.timeZone ?? '',
    fields: known?.fields ?? [],
    mapping: known?.mapping ?? null,
    peers: known?.peers ?? [],
    trunks: known?.trunks ?? [],
    domain: known?.domain ?? '',
    control: known?.control ?? false,
  }));
  const [secret, setSecret] = useState('');
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }));
  const save = useMutation({
    mutationFn: (force: boolean) => {
      const body: Form = {
        ...form,
        peers: form.peers.filter(Boolean),
        trunks: form.trunks.filter(Boolean),
        fields: form.fields.filter(Boolean),
        tenant: form.tenant || undefined,
        ...(secret ? { secret } : {}),
      };
      return known
        ? put<CallSource>(`/api/v1/call-sources/${encodeURIComponent(known.id)}${force ? '?force=true' : ''}`, body, {
            version: `"${known.version}"`,
          })
        : post<CallSource>('/api/v1/call-sources', body);
    },
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: callSourcesQuery.queryKey });
    },
  });
  const { kind } = form;
  const holds = stillHolds(save.error);
  const text = (
    key: 'name' | 'host' | 'url' | 'user' | 'path' | 'timeZone' | 'domain' | 'fingerprint',
    label: string,
    placeholder?: string,
  ) => (
    <TextInput
      label={label}
      value={form[key]}
      placeholder={placeholder}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
      autoComplete="off"
      spellCheck={false}
      required={key === 'name' || key === 'url' || key === 'path'}
      withAsterisk={false}
    />
  );
  return (
    <Modal opened onClose={onClose} title={t(known ? 'calls.sourceEdit' : 'calls.sourceAdd')} size={600}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(holds !== undefined);
        }}
      >
        <div className="bw-form-pair">
          <NativeSelect
            label={t('calls.sourceKind')}
            value={kind}
            onChange={(event) => {
              const next = event.currentTarget.value as Form['kind'];
              set({ kind: next, port: usualPort[next] ?? 0 });
            }}
            disabled={known !== undefined}
            data={kinds.map((one) => ({ value: one, label: t(`calls.sourceKind-${one}`) }))}
          />
          <NativeSelect
            label={t('common.customer')}
            value={form.tenant ?? ''}
            onChange={(event) => set({ tenant: event.currentTarget.value })}
            data={[{ value: '', label: '–' }, ...tenants.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        </div>
        {text('name', t('calls.sourceName'), 'PBX')}
        {bySocket.has(kind) && (
          <div className="bw-form-pair">
            {text(
              'host',
              t(kind === '3cx-cdr' || kind === 'cdr-socket' ? 'calls.sourceHostListen' : 'calls.sourceHost'),
              'pbx.example.nl',
            )}
            <NumberInput
              label={t('calls.sourcePort')}
              value={form.port}
              onChange={(value) => set({ port: Number(value) || 0 })}
              min={0}
              max={65_535}
              allowDecimal={false}
            />
          </div>
        )}
        {byUrl.has(kind) && text('url', t('calls.sourceUrl'), 'https://pbx.example.nl:5001')}
        {kind === '3cx-xapi' && /^http:/i.test(form.url) && (
          <Checkbox
            label={t('calls.sourceInsecure')}
            checked={form.insecure}
            onChange={(event) => set({ insecure: event.currentTarget.checked })}
          />
        )}
        {kind === 'cdr-file' && text('path', t('calls.sourcePath'), '/var/log/asterisk/cdr-csv/Master.csv')}
        {kind === 'asterisk-cel' && (
          <>
            {text('path', t('calls.sourcePath'), '/var/log/asterisk/cel-custom/Master.csv')}
            {text('timeZone', t('calls.sourceZone'), 'Europe/Amsterdam')}
          </>
        )}
        {(kind === '3cx-cdr' || kind === 'cdr-socket') && form.host === '' && (
          <TextInput
            label={t('calls.sourcePeers')}
            description={t('calls.sourcePeersHelp')}
            value={form.peers.join(' ')}
            onChange={(event) => set({ peers: event.currentTarget.value.split(' ') })}
            onBlur={() => set({ peers: form.peers.filter(Boolean) })}
            spellCheck={false}
          />
        )}
        {withTrunks.has(kind) && (
          <TextInput
            label={t('calls.trunks')}
            description={t(kind === 'freeswitch-esl' ? 'calls.sourceProfilesHelp' : 'calls.sourceTrunksHelp')}
            value={form.trunks.join(' ')}
            onChange={(event) => set({ trunks: event.currentTarget.value.split(' ') })}
            onBlur={() => set({ trunks: form.trunks.filter(Boolean) })}
            spellCheck={false}
          />
        )}
        {(kind === 'freeswitch-esl' || kind === 'kamailio-rpc') &&
          text('domain', t('calls.sourceDomain'), 'pbx.example.nl')}
        {withUser.has(kind) && text('user', t('calls.sourceUser'))}
        {withSecret.has(kind) && (
          <PasswordInput
            label={t('calls.sourceSecret')}
            placeholder={known?.hasSecret ? t('calls.sourceSecretKept') : undefined}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="new-password"
          />
        )}
        {withFormat.has(kind) && (
          <div className="bw-form-pair">
            <NativeSelect
              label={t('calls.sourceFormat')}
              value={form.format}
              onChange={(event) => set({ format: event.currentTarget.value as Form['format'] })}
              data={[{ value: '', label: '–' }, ...formats.map((one) => ({ value: one, label: one }))]}
            />
            {text('timeZone', t('calls.sourceZone'), 'Europe/Amsterdam')}
          </div>
        )}
        {(withFields.has(kind) || (withFormat.has(kind) && form.format === '3cx-cdr')) && (
          <TextInput
            label={t('calls.sourceFields')}
            description={t('calls.sourceFieldsHelp')}
            value={form.fields.join(' ')}
            onChange={(event) => set({ fields: event.currentTarget.value.split(/[\s,]/) })}
            onBlur={() => set({ fields: form.fields.filter(Boolean) })}
            placeholder={
              kind === 'asterisk-cel' ? 'eventtype eventtime num exten channame' : 'historyid callid duration'
            }
            spellCheck={false}
          />
        )}
        {withFormat.has(kind) && form.format === 'csv' && (
          <MappingWizard mapping={form.mapping} timeZone={form.timeZone} onMapping={(mapping) => set({ mapping })} />
        )}
        {(kind === 'asterisk-ami' || kind === 'cdr-socket' || kind === '3cx-cdr') && (
          <Checkbox
            label={t('calls.sourceTls')}
            checked={form.tls}
            onChange={(event) => set({ tls: event.currentTarget.checked })}
          />
        )}
        {withCertificate.has(kind) && (form.tls || byUrl.has(kind)) && (
          <details open={form.fingerprint !== '' || form.ca !== ''}>
            <summary>{t('calls.sourceCertificate')}</summary>
            <div className="stack">
              {kind !== 'kamailio-rpc' &&
                text('fingerprint', t(`calls.sourceFingerprint-${kind === '3cx-xapi' ? 'key' : 'whole'}`))}
              <Textarea
                label={t('calls.sourceCa')}
                value={form.ca}
                onChange={(event) => set({ ca: event.currentTarget.value })}
                placeholder="-----BEGIN CERTIFICATE-----"
                rows={4}
                spellCheck={false}
                classNames={{ input: 'mono' }}
              />
            </div>
          </details>
        )}
        {canAct.has(kind) && (
          <Checkbox
            label={t(kind === '3cx-xapi' ? 'calls.sourceControl-3cx-xapi' : 'calls.sourceControl')}
            checked={form.control}
            onChange={(event) => set({ control: event.currentTarget.checked })}
          />
        )}
        <Checkbox
          label={t('calls.sourceEnabled')}
          checked={form.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        {holds ? (
          <StillHolds problem={holds} />
        ) : (
          save.error && (
            <p className="red" role="alert">
              {problemText(save.error)}
            </p>
          )
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={form.name.trim() === ''}>
            {t(holds ? 'calls.sourceSaveAnyway' : known ? 'common.save' : 'calls.sourceAdd')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
