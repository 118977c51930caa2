import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentClasses } from '../../i18n/en/incident-classes.ts';
import type { Language } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { useSharedForm } from './use-shared-form.ts';

type Class = IncidentWire['classification'];
type Doubt = IncidentWire['crossBorder'];

const doubts: readonly Doubt[] = ['unknown', 'yes', 'no'];
const classes = Object.keys(incidentClasses).map((key) => key.slice('class-'.length)) as Class[];

/** With the title as it is read: whoever changes nothing of it leaves it as it is. */
const formOf = (language: Language, incident: IncidentWire) => {
  const { titles, summary, classification, suspectedMalicious, crossBorder } = incident;
  return { title: titles[language], summary, classification, suspectedMalicious, crossBorder };
};

/** Changes what an incident is called and what kind it is. */
export function KindDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const shared = useSharedForm(
    incident,
    'kind',
    (of) => formOf(language, of),
    (part) => ({ act: 'describe', ...part }),
    onClose,
  );
  const { form, change } = shared;
  const doubtChoices = doubts.map((doubt) => ({ value: doubt, label: t(`incidents.doubt-${doubt}`) }));
  const groups = [...new Set(classes.map((one) => one.slice(0, one.indexOf('/'))))];
  return (
    <Modal opened onClose={onClose} title={t('incidents.editTitle')} size={600}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          shared.save();
        }}
      >
        <TextInput
          label={t('incidents.titleField')}
          value={form.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          maxLength={200}
          data-autofocus
        />
        <Textarea
          label={t('incidents.summaryField')}
          value={form.summary}
          onChange={(event) => change({ summary: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={8000}
        />
        <NativeSelect
          label={t('incidents.classification')}
          value={form.classification}
          onChange={(event) => change({ classification: event.currentTarget.value as Class })}
          data={groups.map((group) => ({
            group,
            items: classes
              .filter((one) => one.startsWith(`${group}/`))
              .map((one) => ({ value: one, label: t(`incidents.class-${one}`) })),
          }))}
        />
        <div className="bw-form-pair">
          <NativeSelect
            label={t('incidents.suspected')}
            value={form.suspectedMalicious}
            onChange={(event) => change({ suspectedMalicious: event.currentTarget.value as Doubt })}
            data={doubtChoices}
          />
          <NativeSelect
            label={t('incidents.crossBorder')}
            value={form.crossBorder}
            onChange={(event) => change({ crossBorder: event.currentTarget.value as Doubt })}
            data={doubtChoices}
          />
        </div>
        <ConflictNotice
          incident={incident}
          shared={shared}
          show={(field, of) => {
            if (field === 'title') return { name: t('incidents.titleField'), value: visibleText(of.title) };
            if (field === 'summary') return { name: t('incidents.summaryField'), value: visibleText(of.summary) };
            if (field === 'classification') {
              return { name: t('incidents.classification'), value: t(`incidents.class-${of.classification}`) };
            }
            const name = field === 'crossBorder' ? t('incidents.crossBorder') : t('incidents.suspected');
            return { name, value: t(`incidents.doubt-${of[field]}`) };
          }}
        />
        {shared.faults?.map((fault) => (
          <p key={fault} className="red">
            {fault}
          </p>
        ))}
        {shared.changed.length > 0 && <p className="dim">{t('incidents.draftKept')}</p>}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            disabled={form.title.trim() === '' || shared.theirs !== undefined}
            loading={shared.busy}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
