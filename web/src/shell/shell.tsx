import { Link, Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BlockingProvider, useBlocking } from '../acts/blocking.tsx';
import { StepUp } from '../acts/step-up.tsx';
import { LiveProvider } from '../api/live.tsx';
import { useMay, useSession } from '../api/use-session.ts';
import { useKeys } from '../parts/keyboard.ts';
import { Banners } from './banners.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { CustomerBar } from './customer-bar.tsx';
import { KeyHelp } from './key-help.tsx';
import { NavLinks } from './nav-links.tsx';
import { NotPermitted } from './not-permitted.tsx';
import { mayOpen, pagesOf } from './pages.ts';
import { Palette } from './palette.tsx';
import { SessionEnded } from './session-ended.tsx';
import { TopBar } from './top-bar.tsx';
import { useAllPagesLoaded } from './use-all-pages-loaded.ts';
import { usePersonalSettings } from './use-personal-settings.ts';
import { useTenant } from './use-tenant.ts';
import './shell.css';

/** What surrounds every page once you are signed in. */
export function Shell() {
  const { t } = useTranslation();
  const tenant = useTenant();
  const session = useSession();
  const { pathname } = useLocation();
  useAllPagesLoaded();
  usePersonalSettings();
  return (
    <LiveProvider tenant={tenant}>
      <BlockingProvider>
        <Keys />
        <a href="#main" className="bw-skip">
          {t('shell.skip')}
        </a>
        <CustomerBar />
        <div className="bw-sidebar">
          <Link to="/" className="bw-brand">
            {t('common.appName')}
          </Link>
          <NavLinks />
        </div>
        <TopBar />
        <main className="bw-main" id="main" tabIndex={-1}>
          <Banners />
          {mayOpen(session, pathname) ? <Outlet /> : <NotPermitted />}
        </main>
        <BottomBar />
        <Palette />
        <KeyHelp />
        <StepUp />
        <SessionEnded />
      </BlockingProvider>
    </LiveProvider>
  );
}

/** Keys that work on every page; a page's own come first. */
function Keys() {
  const navigate = useNavigate();
  const router = useRouter();
  const openBlock = useBlocking();
  const may = useMay();
  const session = useSession();
  const back = () => {
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) {
      document.activeElement.blur();
    } else if (router.history.canGoBack() && router.state.location.pathname.split('/').length > 2)
      router.history.back();
  };
  useKeys({
    ...Object.fromEntries(pagesOf(session).map((page) => [`g ${page.key}`, () => void navigate({ to: page.to })])),
    b: may('decisions:act') ? () => openBlock({}) : undefined,
    Escape: back,
  });
  return null;
}
