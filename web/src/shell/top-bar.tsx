import { AccountMenu } from './account-menu.tsx';
import { CustomerSwitch } from './customer-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SearchBox } from './search-box.tsx';
import { WallClock } from './wall-clock.tsx';

/** Which customer, what to find, what time it is, who you are. */
export function TopBar() {
  return (
    <header className="bw-topbar">
      <CustomerSwitch />
      <SearchBox />
      <div className="bw-topbar-end">
        <WallClock />
        <LanguageSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
