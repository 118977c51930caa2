import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/api/schema/audit.ts';
import type { CustomerPage } from '../../src/api/schema/customers.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/** Customers from the first line of a form to the last row erased, the record of it, and what keeps the system itself going. */
let room: WatchRoom;
let visitor: Visitor;

const { page, button, box, dialog, panel } = {
  page: () => visitor.page,
  button: (name: string | RegExp) => visitor.page.getByRole('button', { name }),
  box: (name: string | RegExp) => visitor.page.getByRole('dialog').getByLabel(name),
  dialog: () => visitor.page.getByRole('dialog'),
  panel: (id: string) => visitor.page.locator(`section#${id}`),
};
const customer = (id: string) => room.serving.get<CustomerPage>(`/api/v1/customers/${id}`);

/** Shows the password again where a dangerous act asks for it. */
async function showAgain(): Promise<void> {
  const question = page().getByRole('dialog', { name: 'Is this you?' });
  await question.waitFor();
  await question.getByLabel('Password', { exact: true }).fill(administrator.password);
  await question.locator('button[type=submit]').click();
  await question.waitFor({ state: 'hidden' });
}

beforeAll(async () => {
  room = await WatchRoom.open('customers');
  await room.setUp();
  visitor = await room.colleague();
});
afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

describe('a customer', () => {
  test('is added by form, with an id made of its name', async () => {
    await visitor.open('/customers');
    await visitor.sees('No customers yet.');
    await visitor.sees('./belwacht customers import customers.csv --dry-run');
    await button('Add customer').click();
    await box('Name').first().fill('Bakker & Jansen');
    expect(await box('Id').inputValue()).toBe('bakker-jansen');
    await box('Customer number').fill('K-1042');
    await box('Contact name').fill('Joost Bakker');
    await dialog().locator('button[type=submit]').click();
    await reads(page().locator('h1'), /Bakker & Jansen/);
    expect(new URL(page().url()).pathname).toBe('/customers/bakker-jansen');
    await visitor.sees('Joost Bakker');
    await visitor.sees('No source yet: nothing is heard of this customer.');
    expect((await customer('bakker-jansen')).customer).toMatchObject({
      reference: 'K-1042',
      changedBy: administrator.name,
    });
  });

  test('has its sites, networks, numbers and hours beside each other; what is wrong is said at the field', async () => {
    await button('Add site').click();
    await box('Name').fill('Head office');
    await box('City').fill('Rotterdam');
    await dialog().locator('button[type=submit]').click();
    await panel('part-sites').getByText('Rotterdam').waitFor();

    await button('Add network').click();
    await box('Address or range').fill('198.51.100.300');
    await dialog().locator('button[type=submit]').click();
    await dialog().locator('.mantine-InputWrapper-error').waitFor();
    await box('Address or range').fill('198.51.100.16/28');
    await box('Site').selectOption({ label: 'Head office' });
    await dialog().locator('button[type=submit]').click();
    await reads(panel('part-networks'), /198\.51\.100\.16\/28.*Head office/);

    await button('Add number range').click();
    await box('First number').fill('+31102345600');
    await box('Last number').fill('+31102345699');
    await dialog().locator('button[type=submit]').click();
    await panel('part-numbers').getByText('+31102345699').waitFor();

    await button('Add hours').click();
    await dialog().locator('button[type=submit]').click();
    await reads(panel('part-opening-hours'), /Monday.*08:30.*17:30/);
    await counted(panel('part-opening-hours').locator('.bw-week-line > span'), 1);
  });

  test('loses a row and gets it back by undo', async () => {
    await button('Remove +31102345600').click();
    await panel('part-numbers').getByText('No numbers yet.').waitFor();
    await page().getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await panel('part-numbers').getByText('+31102345699').waitFor();
  });

  test('changed by somebody else meanwhile says by whom, and is not overwritten by accident', async () => {
    await button('Edit').first().click();
    await box('Phone').fill('+31 10 234 5600');
    await room.serving.must('PATCH', '/api/v1/customers/bakker-jansen', { contactMail: 'joost@example.nl' });
    await dialog().locator('button[type=submit]').click();
    await dialog()
      .getByText(/changed this .* Yours is not saved yet\./)
      .waitFor();
    expect((await customer('bakker-jansen')).customer.contactPhone).toBe('');
    await visitor.picture('customer-conflict');
    await button('Save mine over it').click();
    await dialog().waitFor({ state: 'hidden' });
    const { customer: now } = await customer('bakker-jansen');
    expect([now.contactPhone, now.contactMail]).toEqual(['+31 10 234 5600', 'joost@example.nl']);
  });

  test('is suspended with a reason and let in again', async () => {
    await button('Suspend').click();
    await dialog().getByText('Its telephony stays guarded').waitFor();
    await box('Why').fill('has not paid since June');
    await dialog().getByRole('button', { name: 'Suspend' }).click();
    await visitor.sees(/Suspended since .*: has not paid since June/);
    await button('Resume').click();
    await visitor.sees('Bakker & Jansen is active again.');
    await button('Suspend').waitFor();
  });

  test('is exported as one archive', async () => {
    await button('Export').click();
    const loading = page().waitForEvent('download');
    await dialog().getByRole('button', { name: 'Export Bakker & Jansen' }).click();
    const asked = page().getByRole('dialog', { name: 'Is this you?' });
    await Promise.race([asked.waitFor().then(showAgain), loading]);
    const download = await loading;
    expect(download.suggestedFilename()).toBe('bakker-jansen.tar.gz');
    expect(readFileSync(await download.path()).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });
});

describe('a CSV file', () => {
  test('with errors changes nothing and names line and column', async () => {
    await visitor.open('/customers');
    await button('Import CSV').click();
    const template = await (await page().request.get('/api/v1/customers/import/template.csv?language=en')).text();
    const [columns] = template.split(/\r?\n/);
    const names = columns!.replace(/^\uFEFF/, '').split(columns!.includes(';') ? ';' : ',');
    const line = (values: Record<string, string>) => names.map((name) => values[name] ?? '').join(';');
    const good = line({ [names[0]!]: 'vos', [names[1]!]: 'Vos Transport' });
    const bad = line({ [names[0]!]: 'Not An Id', [names[1]!]: 'Bad' });
    const put = (text: string) =>
      page()
        .locator('input[type=file]')
        .setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await put(`${names.join(';')}\n${good}\n${bad}\n`);
    await dialog().getByText('1 thing to put right; nothing was changed.').waitFor();
    await reads(dialog().locator('tbody tr'), new RegExp(`3.*${names[0]}.*Not An Id`));
    expect(
      await dialog()
        .getByRole('button', { name: /^Import/ })
        .isDisabled(),
    ).toBe(true);
    await visitor.picture('import-errors');
    expect((await room.serving.ask('GET', '/api/v1/customers/vos')).status).toBe(404);

    await put(`${names.join(';')}\n${good}\n`);
    await dialog()
      .getByText(/1 new customers/)
      .waitFor();
    await dialog()
      .getByRole('button', { name: /^Import 1 / })
      .click();
    await visitor.sees('Imported: 1 new customers, 0 changed.');
    await page().getByRole('link', { name: 'Vos Transport' }).waitFor();
  });

  test('search finds the customer by a number that is in its range', async () => {
    await page().getByRole('searchbox', { name: 'Search customers' }).fill('+31102345642');
    await counted(page().locator('[data-row]'), 1);
    await page().getByRole('link', { name: 'Bakker & Jansen' }).waitFor();
  });
});

describe('erasing', () => {
  test('is held by a legal hold, and goes through after it was released', async () => {
    const hold = await room.serving.must<{ id: string }>('POST', '/api/v1/holds', {
      tenant: 'vos',
      incident: 'INC-7',
      reason: 'police asked',
      from: '2026-01-01T00:00:00Z',
      to: '2026-12-31T00:00:00Z',
    });
    await visitor.open('/customers/vos');
    await button('Erase').click();
    await dialog().getByText('A legal hold forbids erasing:').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await room.serving.must('POST', `/api/v1/holds/${hold.id}/release`, { reason: 'over' });

    await visitor.open('/customers/vos');
    await button('Erase').click();
    const submit = dialog().getByRole('button', { name: 'Erase Vos Transport for good' });
    await box('Why it is erased').fill('left us');
    expect(await submit.isDisabled()).toBe(true);
    await box('Type vos to confirm').fill('vos');
    await submit.click();
    const asked = page().getByRole('dialog', { name: 'Is this you?' });
    const erased = page().getByText(/Vos Transport is erased: \d+ rows removed\./);
    await Promise.race([asked.waitFor().then(showAgain), erased.waitFor()]);
    await erased.waitFor();
    expect((await room.serving.ask('GET', '/api/v1/customers/vos')).status).toBe(404);
  });
});

describe('the audit log', () => {
  test('tells who changed what, before and after, and that it is whole', async () => {
    await visitor.open('/audit');
    const line = page()
      .locator('[data-row]')
      .filter({ hasText: 'Customer changed' })
      .filter({ hasText: 'contact_phone' });
    await reads(line, /Anna de Wit.*contact_phone empty → \+31 10 234 5600/);
    await line.click();
    await reads(dialog(), /PATCH \/api\/v1\/customers/);
    await reads(dialog().locator('.bw-difference'), /contact_phone.*\+31 10 234 5600/);
    await page().keyboard.press('Escape');
    await button('Verify the record').click();
    await dialog().getByText('The record is whole').waitFor();
    await reads(dialog(), /\.\/belwacht audit verify --head \d+:[0-9a-f]{64}/);
    await page().keyboard.press('Escape');
  });

  test('is filtered by who and by words, and the address remembers', async () => {
    await page().getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Command line' });
    await page().locator('[data-row]').first().waitFor();
    await reads(page().locator('tbody'), /Legal hold/);
    expect(await page().locator('tbody').textContent()).not.toContain('Anna de Wit');
    await page().getByRole('searchbox', { name: 'Search the audit log' }).fill('police asked');
    await counted(page().locator('[data-row]'), 1);
    expect(new URL(page().url()).search).toContain('police');
    const entries = await room.serving.get<{ items: AuditEntry[] }>('/api/v1/audit?q=police%20asked');
    // Placed by the command line, erased with the customer by Anna.
    expect(entries.items.map(({ actor }) => actor.kind)).toEqual(['person', 'local']);
  });
});

describe('keeping it', () => {
  test('retention: what a shorter time would remove is shown before it is saved', async () => {
    await visitor.open('/settings?section=retention');
    await page().getByLabel('Days to keep: Events').fill('14');
    await button('What would go').click();
    await visitor.sees('Nothing would be removed now.');
    await button('Keep for these times').click();
    await visitor.sees('Saved.');
    const { kinds } = await room.serving.get<{ kinds: { kind: string; days: number }[] }>('/api/v1/retention');
    expect(kinds.find(({ kind }) => kind === 'events')?.days).toBe(14);
  });

  test('a backup is made, verified and listed', async () => {
    await visitor.open('/settings?section=backups');
    await button('Make a backup now').click();
    const asked = page().getByRole('dialog', { name: 'Is this you?' });
    const verified = panel('backups').getByText('Verified', { exact: true });
    await Promise.race([asked.waitFor().then(showAgain), verified.first().waitFor()]);
    await verified.first().waitFor();
    await reads(panel('backups'), /by hand/);
    const loading = page().waitForEvent('download');
    await button(/^Download /)
      .first()
      .click();
    const file = readFileSync(await (await loading).path());
    expect(file.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  test('system health says what runs and where the space goes', async () => {
    await visitor.open('/settings?section=system');
    await reads(panel('system'), /PostgreSQL 18/);
    await reads(panel('tables'), /audit_entry/);
    await reads(panel('keys'), /in use for new secrets/);
  });

  test('the API page reads the description the server gives', async () => {
    await visitor.open('/api-docs?q=customers+import');
    const line = page().locator('details').filter({ hasText: 'POST' }).first();
    await line.locator('summary').click();
    await reads(line, /curl -X POST -H "Authorization: Bearer \$BELWACHT_TOKEN" "http/);
  });
});

test('the pages fit a phone in Dutch, their parts have names, and the dark ones can be read', async () => {
  const phone = await room.colleague({ width: 360, height: 740, locale: 'nl-NL', touch: true, theme: 'dark' });
  for (const path of [
    '/customers',
    '/customers/bakker-jansen',
    '/audit',
    '/settings?section=retention',
    '/settings?section=holds',
    '/settings?section=backups',
    '/settings?section=enforcers',
    '/settings?section=system',
    '/api-docs',
  ]) {
    await phone.go(path);
    await settled(phone.page);
    expect([path, await sticksOut(phone.page)]).toEqual([path, []]);
    expect([path, (await nameless(phone.page)).without]).toEqual([path, []]);
    expect([path, (await faint(phone.page)).below]).toEqual([path, []]);
  }
  expect(room.troubles).toEqual([]);
});

// The last one: the parts of the server start anew after it.
test('a new key for webhooks is shown once; enforcers say how they do', async () => {
  await visitor.open('/settings?section=enforcers');
  await reads(panel('enforcers'), /firewall.*dry/);
  await button('Make a new key').click();
  await dialog().getByRole('button', { name: 'Make a new key' }).click();
  const asked = page().getByRole('dialog', { name: 'Is this you?' });
  const shown = panel('webhook-key').getByText(/^whsec_/);
  await Promise.race([asked.waitFor().then(showAgain), shown.waitFor()]);
  await shown.waitFor();
});
