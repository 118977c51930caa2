import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useKept } from '../../parts/use-kept.ts';
import { AttachButton } from './attach.tsx';
import { type EntryKind, entryKinds } from './entry-kinds.ts';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

const empty = { text: '', kind: 'note' as EntryKind, internal: false };

/** One line for the timeline; Enter keeps it, and what is typed survives a reload. */
export function QuickEntry({
  incident,
  field,
  onKept,
}: {
  incident: IncidentWire;
  /** Where `n` leads. */
  field: RefObject<HTMLTextAreaElement | null>;
  onKept: () => void;
}) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const refusal = useRefusal();
  const act = useIncidentAct(incident.id, true);
  const [draft, keep, forget] = useKept(`incident.${incident.id}.note`, empty);
  // What was typed while the line before was on its way is not of that line.
  const latest = useRef(draft);
  latest.current = draft;
  const submit = () => {
    const text = draft.text.trim();
    if (text === '' || act.isPending) return;
    act.mutate(
      { act: { act: 'note', text, kind: draft.kind, internal: draft.internal, timeZone: zone } },
      {
        onSuccess: () => {
          if (latest.current.text.trim() === text) forget();
          onKept();
        },
      },
    );
  };
  return (
    <form
      className="bw-quick no-print"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        ref={field}
        aria-label={t('incidents.quickLabel')}
        placeholder={t('incidents.quick')}
        value={draft.text}
        onChange={(event) => keep({ ...draft, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
        }}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={20_000}
      />
      <div className="bw-quick-more">
        <NativeSelect
          aria-label={t('incidents.quickKind')}
          value={draft.kind}
          onChange={(event) => keep({ ...draft, kind: event.currentTarget.value as EntryKind })}
          data={entryKinds.map((kind) => ({ value: kind, label: t(`incidents.kindOne-${kind}`) }))}
        />
        <Checkbox
          label={t('incidents.internal')}
          title={t('incidents.internalHelp')}
          checked={draft.internal}
          onChange={(event) => keep({ ...draft, internal: event.currentTarget.checked })}
        />
        <AttachButton incident={incident.id} internal={draft.internal} />
        <Button type="submit" variant="filled" disabled={draft.text.trim() === ''} loading={act.isPending}>
          {t('incidents.quickKeep')}
        </Button>
      </div>
      <p className="dim bw-quick-help">{t('incidents.quickHelp')}</p>
      {act.error && (
        <p className="red" role="alert">
          {t('incidents.notKept')}: {refusal(act.error).join(' ')}
        </p>
      )}
    </form>
  );
}
