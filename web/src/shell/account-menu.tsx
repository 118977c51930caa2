import { Menu } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../api/request.ts';
import { useSession } from '../api/use-session.ts';
import { IconUserCircle } from '../parts/icons.ts';
import { useProblemText } from '../parts/problem-notice.tsx';
import { toast } from '../parts/toast.tsx';
import { openKeyHelp } from './key-help.tsx';
import { Preferences } from './preferences.tsx';

/** Who is signed in, appearance, shortcuts, the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const session = useSession();
  const signOut = () => {
    post('/api/auth/sign-out').then(
      () => {
        client.clear();
        window.location.assign('/sign-in');
      },
      (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
    );
  };
  return (
    <Menu position="bottom-end" width={290} withinPortal>
      <Menu.Target>
        <button type="button" className="bw-account" aria-label={`${t('shell.account')}: ${session?.user?.name ?? ''}`}>
          <IconUserCircle size={18} stroke={1.6} aria-hidden />
          <span className="clip strong">{session?.user?.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="bw-account-head">
          <div className="strong">{session?.user?.name}</div>
          <div className="dim">{session?.user?.email}</div>
          {session?.user && <div className="dim">{t(`people.role_${session.user.role}`)}</div>}
        </div>
        <Menu.Divider />
        <div className="bw-account-head">
          <Preferences />
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/profile">
          {t('shell.profile')}
        </Menu.Item>
        <Menu.Item onClick={() => spotlight.open()} rightSection={<kbd>Ctrl K</kbd>}>
          {t('shell.palette')}
        </Menu.Item>
        <Menu.Item onClick={openKeyHelp} rightSection={<kbd>?</kbd>}>
          {t('shell.keyboardHelp')}
        </Menu.Item>
        <Menu.Item onClick={signOut}>{t('shell.signOut')}</Menu.Item>
        <Menu.Divider />
        <div className="bw-account-head dim">{t('shell.version', { version: session?.version ?? '' })}</div>
      </Menu.Dropdown>
    </Menu>
  );
}
