import { useMay } from '../api/use-session.ts';
import { AccountMenu } from './account-menu.tsx';
import { CustomerSwitch } from './customer-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SearchBox } from './search-box.tsx';
import { WallClock } from './wall-clock.tsx';

/** Which customer, what to find, what time it is, who you are. */
export function TopBar() {
  const may = useMay();
  return (
    <header className="bw-topbar">
      <CustomerSwitch />
      {may('events:read') && <SearchBox />}
      <div className="bw-topbar-end">
        <WallClock />
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
