import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { EscalationView } from './escalation-view.tsx';
import { MessagesView } from './messages-view.tsx';
import { PeopleView } from './people-view.tsx';
import { RostersView } from './rosters-view.tsx';
import './on-call.css';

const views = [
  { id: 'rosters', name: 'onCall.rosters', part: RostersView },
  { id: 'people', name: 'onCall.people', part: PeopleView },
  { id: 'escalation', name: 'onCall.escalation', part: EscalationView },
  { id: 'messages', name: 'onCall.messages', part: MessagesView },
] as const;

/** Who is on call, how they are reached, and what is done when nobody answers. */
export function OnCallPage() {
  const { t } = useTranslation();
  const asked = useSearch({ from: '/shell/on-call' }).view;
  const view = views.find((one) => one.id === asked) ?? views[0];
  return (
    <>
      <PageHeader tab={t('onCall.title')} title={t('onCall.title')} />
      <ViewTabs
        label={t('onCall.views')}
        to="/on-call"
        views={views.map(({ id, name }) => ({ id, name: t(name) }))}
        chosen={view.id}
      />
      <div className="stack loose">
        <view.part />
      </div>
    </>
  );
}
