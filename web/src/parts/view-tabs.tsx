import { Link } from '@tanstack/react-router';
import './view-tabs.css';

interface View {
  readonly id: string;
  readonly name: string;
}

/** The views of a page, as tabs in the address (`?view=`): the first one is the page without it. */
export function ViewTabs({
  label,
  to,
  views,
  chosen,
}: {
  label: string;
  to: '/calls' | '/geo' | '/on-call' | '/plan' | '/playbooks';
  views: readonly View[];
  chosen: string;
}) {
  return (
    <nav aria-label={label} className="bw-views">
      {views.map(({ id, name }, place) => (
        <Link
          key={id}
          to={to}
          search={place === 0 ? {} : { view: id }}
          replace
          className={`bw-view ${id === chosen ? 'chosen' : ''}`}
          aria-current={id === chosen ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
