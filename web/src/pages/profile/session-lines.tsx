import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { deviceOf } from '../../acts/identity/device.ts';
import { useDeviceName } from '../../acts/identity/device-name.ts';
import type { OwnSession } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { IconDeviceDesktop, IconDeviceMobile } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Ago } from '../../parts/time.tsx';
import './profile.css';

/** Sessions: on what, from where, how strongly and when last; `onEnd` puts the way to end one beside it. */
export function SessionLines({
  sessions,
  onEnd,
  ending,
}: {
  sessions: readonly OwnSession[];
  onEnd?: (session: OwnSession) => void;
  /** Id of the one that is being ended. */
  ending?: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const deviceName = useDeviceName();
  return sessions.map((session) => {
    const device = deviceName(session.device);
    const Icon = deviceOf(session.device).handheld ? IconDeviceMobile : IconDeviceDesktop;
    const where = [session.address, session.country && format.country(session.country)].filter(Boolean).join(' · ');
    return (
      <li key={session.id} className="bw-factor-line" data-session={session.id}>
        <Icon size={20} stroke={1.6} aria-hidden />
        <div>
          <div title={session.device}>
            <span className="strong">{device}</span>{' '}
            {session.current && <Mark tone="blue">{t('profile.sessionCurrent')}</Mark>}
          </div>
          <div className="dim">
            {where} · {t(session.mfa === '' ? 'profile.mfa_none' : `profile.mfa_${session.mfa}`)}
          </div>
          <div className="dim">
            {t('profile.sessionUsed')} <Ago at={session.lastSeenAt} />, {t('profile.sessionSince')}{' '}
            <Ago at={session.createdAt} />
          </div>
        </div>
        <div className="row">
          {onEnd && !session.current && (
            <Button
              onClick={() => onEnd(session)}
              loading={ending === session.id}
              aria-label={t('profile.sessionEndOf', { device, address: session.address })}
            >
              {t('profile.sessionEnd')}
            </Button>
          )}
        </div>
      </li>
    );
  });
}
