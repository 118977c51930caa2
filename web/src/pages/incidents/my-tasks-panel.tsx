import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { myTasksQuery } from '../../api/incident-queries.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DueTime, IncidentTitle, useNumberText } from '../incident/incident-words.tsx';

/** Tasks of every incident that wait for the one who looks; nothing when none does. */
export function MyTasksPanel() {
  const { t } = useTranslation();
  const numberText = useNumberText();
  const tasks = useQuery(myTasksQuery).data ?? [];
  if (tasks.length === 0) return null;
  return (
    <Panel id="my-tasks" title={t('incidents.myTasks')} aside={tasks.length} flush>
      <ul className="bw-lines">
        {tasks.slice(0, 8).map(({ incident, number, titles, task }) => (
          <li key={`${incident} ${task.id}`} className="bw-my-task">
            <Link to="/incidents/$id" params={{ id: incident }} className="plain">
              <Raw text={task.title} max={160} className="strong" />{' '}
              <span className="dim">
                {numberText(number)} · <IncidentTitle of={{ titles }} max={80} />
              </span>
            </Link>
            {task.due && <DueTime at={task.due} overdue={task.overdue} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
