import type { NewInvitation, Role, TotpBegun } from '../../src/api/schema/people.ts';
import type { Visitor } from '../lab/browser.ts';
import type { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { Authenticator } from './authenticator.ts';
import type { WatchRoom } from './watch-room.ts';

export const passwords = {
  owner: 'paars fietsbel tulp regen',
  others: 'gele kano winter lepel',
};

/** The page to accept an invitation, as mailed to this address. */
export async function mailedLink(mailbox: Mailbox, address: string, page = 'invitation'): Promise<URL> {
  const pattern = new RegExp(`https?://\\S+/${page}\\?token=[\\w.~-]+`);
  const found = await until(`a mail to ${address}`, 20, async () => {
    const mail = mailbox.of(address).findLast(({ text }) => pattern.test(text));
    return mail && pattern.exec(mail.text)?.[0];
  });
  return new URL(found);
}

/** Types the key into the app, confirms its first code, and keeps the recovery codes. */
export async function setUpApp(visitor: Visitor): Promise<{ app: Authenticator; codes: string[] }> {
  const { page } = visitor;
  const dutch = (await page.locator('html').getAttribute('lang')) === 'nl';
  await page.getByRole('button', { name: /^Authenticator/ }).click();
  const secret = await page.locator('.bw-qr code').textContent();
  const app = new Authenticator(secret!);
  await page.getByRole('textbox', { name: dutch ? 'Code uit je app' : 'Code from your app' }).fill(await app.code());
  await page.getByRole('heading', { name: dutch ? 'Bewaar je herstelcodes' : 'Keep your recovery codes' }).waitFor();
  const codes = await page.locator('.bw-codes code').allTextContents();
  return { app, codes };
}

/** Leaves the recovery codes behind, which needs a promise. */
export async function keepCodes(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: /^(Done|Klaar)$/ }).click();
}

/** Somebody new with this role, invited and let in over the API, with a second factor where the role needs one. */
export async function newcomer(
  room: WatchRoom,
  person: { name: string; email: string; role: Role; tenant?: string },
  look: Parameters<WatchRoom['stranger']>[0] = {},
  mailbox?: Mailbox,
): Promise<{ visitor: Visitor; app: Authenticator | undefined }> {
  const { name, email, role, tenant } = person;
  const wish: NewInvitation = { email, role, language: 'en', ...(tenant && { tenant }) };
  const { link } = await room.serving.must<{ link: string | null }>('POST', '/api/v1/invitations', wish);
  if (!link && !mailbox) throw new Error('this room has a mail server: links are mailed');
  const url = link ? new URL(link) : await mailedLink(mailbox!, email);
  const visitor = await room.stranger(look);
  const post = async <T>(path: string, data: object): Promise<T> => {
    const answer = await visitor.page.request.post(path, { data, headers: { origin: room.url } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const token = url.searchParams.get('token');
  const { next } = await post<{ next: string }>('/api/v1/invitations/accept', {
    ...{ token, name, password: passwords.others, language: 'en', timeZone: 'Europe/Amsterdam' },
  });
  if (next !== 'enrol') return { visitor, app: undefined };
  const app = new Authenticator((await post<TotpBegun>('/api/v1/profile/totp', {})).secret);
  await post('/api/v1/profile/totp/confirm', { code: await app.code() });
  return { visitor, app };
}
