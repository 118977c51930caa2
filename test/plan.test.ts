import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignedIn } from '../src/api/schema/people.ts';
import type {
  PlanChangesWire,
  PlanEditionWire,
  PlanMailsWire,
  PlanReadersWire,
  PlanReviewWire,
  PlanSettingsWire,
  PlanStandingWire,
  PlanSummaryWire,
} from '../src/api/schema/plan.ts';
import type { PlanForm } from '../src/core/plan/plan.ts';
import { filledPlan } from '../src/respond/plan/testing/filled-plan.ts';
import { Guest } from './lab/guest.ts';
import { type Mail, Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** The plan from template to force on a real server with real mail: two people, a script, and a stop in between. */
const executable = fileURLToPath(new URL('../belwacht', import.meta.url));
const api = '/api/v1/plan';
const password = 'paars fietsbel tulp regen';
const mailbox = new Mailbox();
let it: Serving;
let anna: Guest;
let bram: Guest;

type Fault = { readonly field: string };
const version = (edition: { version: number }) => ({ 'if-match': `"${edition.version}"` });
const edition = (n: number, who = anna) => who.must<PlanEditionWire>('GET', `${api}/editions/${n}`);
const act = (who: Guest, n: number, name: string, seen: { version: number }, body: object = {}) =>
  who.ask<PlanEditionWire & { type: string; faults: Fault[] }>(
    'POST',
    `${api}/editions/${n}/${name}`,
    body,
    version(seen),
  );
const write = (who: Guest, n: number, seen: { version: number }, plan: PlanForm) =>
  who.ask<PlanEditionWire & { type: string; changedBy: string; faults: Fault[] }>(
    'PUT',
    `${api}/editions/${n}`,
    { plan },
    version(seen),
  );
const standing = (who = anna) => who.must<PlanStandingWire>('GET', api);
const today = () => new Date().toISOString().slice(0, 10);
const daysOn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A plan without gaps whose reviews are a year away, but for one that Anna is to be reminded of. */
function written(): PlanForm {
  const form = filledPlan('nl');
  const reviews = form.reviews.map((review, index) =>
    index === 0
      ? { ...review, owner: 'Anna de Wit', dueOn: daysOn(3), remindDaysBefore: 7, everyMonths: 6 }
      : { ...review, dueOn: daysOn(330) },
  );
  return { ...form, organisation: 'Telecom <b>De Waag</b> =1+1', reviews };
}

beforeAll(async () => {
  await mailbox.open();
  it = new Serving('plan', {
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'Belwacht <belwacht@example.net>' },
    time_zone: 'Etc/UTC',
  });
  await it.start();
  anna = new Guest(it.server.url, '127.1.1.1');
  const token = new URL(it.server.setupLink).searchParams.get('token');
  await anna.must('POST', '/api/v1/setup', {
    ...{ token, name: 'Anna de Wit', email: 'anna@example.net', password, language: 'nl' },
  });
}, 120_000);
afterAll(async () => {
  await it?.close();
  await mailbox.close();
});

describe('a new installation', () => {
  test('has the complete template as a draft, in the language of its first owner, written by nobody of the team', async () => {
    const { open, inForce } = await standing();
    expect(inForce).toBeNull();
    expect(open).toMatchObject({
      edition: 1,
      state: 'draft',
      language: 'nl',
      authors: [{ id: 'system', name: 'Belwacht' }],
    });
    const one = await edition(1);
    expect(one.plan.procedures).toHaveLength(8);
    expect(one.missing.length).toBeGreaterThan(40);
    const refused = await act(anna, 1, 'approve', one);
    expect([refused.status, refused.body.type]).toEqual([422, '/problems/plan-incomplete']);
    expect(refused.body.faults.map(({ field }) => field)).toContain('organisation');
  });

  test('offers the template in the other language', async () => {
    const english = await anna.must<PlanForm>('GET', `${api}/template?language=en`);
    expect(english).toMatchObject({ language: 'en', title: 'Incident response plan for telephony' });
  });
});

describe('writing', () => {
  test('of two who write at once the second is told who was first, and loses nothing', async () => {
    const seen = await edition(1);
    expect((await write(anna, 1, seen, written())).status).toBe(200);
    const late = await write(anna, 1, seen, { ...written(), title: 'Ander' });
    expect([late.status, late.body.type, late.body.changedBy]).toEqual([412, '/problems/version-stale', 'Anna de Wit']);
    expect((await edition(1)).title).toBe('Incidentresponsplan telefonie');
    const without = await anna.ask('PUT', `${api}/editions/1`, { plan: written() });
    expect(without.status).toBe(428);
  });

  test('what cannot be is named field by field, and nothing changes', async () => {
    const before = await edition(1);
    const [first, ...rest] = before.plan.contacts;
    const bad = await write(anna, 1, before, {
      ...before.plan,
      contacts: [{ ...first, name: 'a\u0007b' }, first, ...rest],
    });
    expect([bad.status, bad.body.type]).toEqual([422, '/problems/plan-faults']);
    expect(bad.body.faults.map(({ field }) => field)).toEqual(['contacts.0.name', 'contacts']);
    const unknown = await anna.ask('PUT', `${api}/editions/1`, { plan: { ...before.plan, evil: 1 } }, version(before));
    expect(unknown.status).toBe(400);
    expect((await edition(1)).version).toBe(before.version);
    const checked = await anna.must<{ faults: Fault[] }>('POST', `${api}/check`, {
      plan: { ...before.plan, roles: before.plan.roles.map((role) => ({ ...role, deputy: '' })) },
    });
    expect(checked.faults.map(({ field }) => field)).toContain('roles.0.deputy');
  });
});

describe('four eyes', () => {
  test('whoever wrote cannot approve; alone it takes a reason, and only while nobody else can', async () => {
    const one = await edition(1);
    expect(one.missing).toEqual([]);
    expect(one.you).toMatchObject({ author: true, alone: true });
    const own = await act(anna, 1, 'approve', one);
    expect([own.status, own.body.type]).toEqual([409, '/problems/plan-four-eyes']);
    const machine = await it.ask<{ type: string }>('POST', `${api}/editions/1/approve`, { body: {} });
    expect([machine.status, machine.json().type]).toEqual([409, '/problems/plan-nobody']);

    const lone = await act(anna, 1, 'approve', one, { alone: 'er is niemand anders' });
    expect(lone.body).toMatchObject({ state: 'approved', approvedAlone: 'er is niemand anders' });
    const paper = await (await fetchFile(`${api}/editions/1/file?format=markdown`)).text();
    expect(paper).toContain('alleen, zonder tweede paar ogen: er is niemand anders');
    const back = (await act(anna, 1, 'withdraw', lone.body)).body;
    expect(back).toMatchObject({
      state: 'draft',
      approvedAlone: '',
      authors: [{ name: 'Belwacht' }, { name: 'Anna de Wit' }],
    });

    const { link } = await anna.must<{ link: string | null }>('POST', '/api/v1/invitations', {
      ...{ email: 'bram@example.net', role: 'coordinator', language: 'en' },
    });
    expect(link).toBeNull();
    const mail = await until('the invitation', 20, () =>
      mailbox.of('bram@example.net').find(({ text }) => /invitation\?token=/.test(text)),
    );
    bram = new Guest(it.server.url, '127.1.2.1');
    await bram.must<SignedIn>('POST', '/api/v1/invitations/accept', {
      ...{
        token: decodeURIComponent(/invitation\?token=([\w.~%-]+)/.exec(mail.text)![1]),
        name: 'Bram Post',
        password,
      },
    });

    const alone = await act(anna, 1, 'approve', back, { alone: 'er is niemand anders' });
    expect([alone.status, alone.body.type]).toEqual([409, '/problems/plan-four-eyes']);
    const approved = await act(bram, 1, 'approve', back);
    expect(approved.body).toMatchObject({ state: 'approved', approved: { name: 'Bram Post' }, approvedAlone: '' });
    const changed = await write(anna, 1, approved.body, written());
    expect([changed.status, changed.body.type]).toEqual([409, '/problems/plan-not-a-draft']);
  });

  test('an API token counts as the person who made it', async () => {
    const withdrawn = await act(bram, 1, 'withdraw', await edition(1));
    expect(withdrawn.body).toMatchObject({ state: 'draft', approved: null });
    const { secret } = await anna.must<{ secret: string }>('POST', '/api/v1/tokens', {
      ...{ kind: 'api', name: 'script', permissions: ['plan:read', 'plan:write', 'plan:approve'] },
    });
    const asked = await it.ask<{ type: string }>('POST', `${api}/editions/1/approve`, { body: {}, token: secret });
    expect([asked.status, asked.json().type]).toEqual([409, '/problems/plan-four-eyes']);
    expect((await act(bram, 1, 'approve', await edition(1))).status).toBe(200);
  });
});

describe('in force', () => {
  test('it is read and confirmed, once each, and who has not is known', async () => {
    const done = await act(anna, 1, 'in-force', await edition(1));
    expect(done.body).toMatchObject({ state: 'in-force', inForce: { name: 'Anna de Wit' } });
    expect((await standing(bram)).waiting).toBe(2);
    for (const _ of [1, 2]) await bram.must('POST', `${api}/editions/1/read`, {});
    const readers = await anna.must<PlanReadersWire>('GET', `${api}/editions/1/readers`);
    expect(readers.read.map(({ name }) => name)).toEqual(['Bram Post']);
    expect(readers.waiting.map(({ name }) => name)).toEqual(['Anna de Wit']);
    expect((await standing(bram)).read).toBe(true);
    // Reading is no change that somebody else could be overtaken by.
    expect((await edition(1)).version).toBe(done.body.version);
    expect((await it.ask('POST', `${api}/editions/1/read`, { body: {} })).status).toBe(409);
  });

  test('the owner of a review is reminded once, also after a kill', async () => {
    const reminders = () =>
      mailbox.of('anna@example.net').filter(({ headers }) => /^Herziening over/.test(headers.get('subject') ?? ''));
    const mail = await until('the reminder', 30, () => reminders()[0]);
    expect(mail.text).toContain(written().reviews[0].subject);
    await crash();
    await until('the plan again', 20, async () => (await standing()).reviews.length > 0);
    // A copy that is sent after the start is behind whatever the start itself would have sent.
    await anna.must(
      'PUT',
      `${api}/settings`,
      { copyOn: true, copyTo: 'kluis@example.org', copyDay: 31, remindTo: '' },
      version({ version: 0 }),
    );
    await until('the copy', 30, () => mailbox.of('kluis@example.org')[0]);
    expect(reminders()).toHaveLength(1);
  }, 120_000);

  test('the copy has the plan and both checklists, and goes out once a month', async () => {
    const [mail] = mailbox.of('kluis@example.org');
    expect(mail.headers.get('subject')).toBe('Incidentresponsplan, editie 1: kopie voor als alles uitligt');
    const files = attachments(mail);
    expect([...files.keys()]).toEqual([
      'incidentresponsplan-editie-1.pdf',
      'incidentresponsplan-editie-1.md',
      'checklist-nl.pdf',
      'checklist-en.pdf',
    ]);
    expect(files.get('incidentresponsplan-editie-1.md')!.toString()).toContain('Telecom \\<b\\>De Waag');
    const form = (await PDFDocument.load(files.get('checklist-nl.pdf')!)).getForm();
    expect(form.getTextField('cdrs.hash')).toBeDefined();
    const plan = await PDFDocument.load(files.get('incidentresponsplan-editie-1.pdf')!);
    expect(plan.getPageCount()).toBeGreaterThan(8);

    await crash();
    const state = await until('the state of the copy', 20, async () => {
      const { copy } = await standing();
      return copy.last?.state === 'delivered' && copy;
    });
    expect(state).toMatchObject({ hindrance: '', last: { to: 'kluis@example.org', edition: 1, error: '' } });
    expect(state.next > today()).toBe(true);
    await anna.must('POST', `${api}/copy`, {});
    await until('the copy that was asked for', 30, () => mailbox.of('kluis@example.org').length === 2);
    const mails = await anna.must<PlanMailsWire>('GET', `${api}/mail`);
    expect([mails.copies.length, mails.reminders.length]).toEqual([2, 1]);
  }, 120_000);

  test('settings say who was faster, and refuse an address that is none', async () => {
    const settings = await anna.must<PlanSettingsWire>('GET', `${api}/settings`);
    const put = (body: object, seen = settings) =>
      anna.ask<{ field: string }>('PUT', `${api}/settings`, body, version(seen));
    const { copyOn, copyTo, copyDay, remindTo } = settings;
    expect((await put({ copyOn, copyDay, remindTo, copyTo: 'kluis@example.org\r\nBcc: x@y' })).status).toBe(400);
    expect((await put({ copyOn, copyDay, remindTo, copyTo: '' })).body.field).toBe('copyTo');
    expect((await put({ copyOn, copyTo, copyDay: 32, remindTo })).status).toBe(400);
    expect((await put({ copyOn, copyTo, copyDay: 15, remindTo })).status).toBe(200);
    expect((await put({ copyOn, copyTo, copyDay: 16, remindTo })).status).toBe(412);
  });

  test('a review that was done counts from there', async () => {
    const [first] = await anna.must<PlanReviewWire[]>('GET', `${api}/reviews`);
    expect(first).toMatchObject({ days: 3, owner: 'Anna de Wit' });
    const after = await anna.must<PlanReviewWire[]>('POST', `${api}/reviews/${first.id}/done`, { note: '=gedaan' });
    const done = after.find(({ id }) => id === first.id)!;
    expect(done.last).toEqual({ doneOn: today(), by: 'Anna de Wit', note: '=gedaan' });
    expect(done.days).toBeGreaterThan(150);
    expect((await anna.ask('POST', `${api}/reviews/nothing/done`, {})).status).toBe(404);
  });
});

describe('the next edition', () => {
  test('starts from the one in force, one at a time, and takes its place', async () => {
    const made = await bram.must<PlanEditionWire>('POST', `${api}/editions`, {});
    expect(made).toMatchObject({ edition: 2, state: 'draft', readers: 0, authors: [{ name: 'Bram Post' }] });
    expect((await anna.ask('POST', `${api}/editions`, { from: 'template', language: 'en' })).status).toBe(409);
    const { plan } = made;
    const edited = await write(bram, 2, made, {
      ...plan,
      contacts: plan.contacts.slice(1),
      systems: plan.systems.map((system, i) =>
        i === 0 ? { ...system, switchedMinutes: system.switchedMinutes + 1 } : system,
      ),
    });
    expect(edited.status).toBe(200);
    const { changes, total } = await anna.must<PlanChangesWire>('GET', `${api}/changes?from=1&to=2`);
    expect(total).toBe(2);
    expect(changes[0].nl).toMatch(/^Contacten: .* weggehaald$/);
    expect(changes[1].en).toMatch(/^Critical systems · .*Switched within \(min\): \d+ → \d+$/);

    expect((await act(anna, 2, 'approve', edited.body)).status).toBe(200);
    const both = await Promise.all([
      act(anna, 2, 'in-force', await edition(2)),
      act(bram, 2, 'in-force', await edition(2)),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, expect.toBeOneOf([409, 412])]);
    const all = await anna.must<PlanSummaryWire[]>('GET', `${api}/editions`);
    expect(all.map(({ edition: n, state }) => [n, state])).toEqual([
      [2, 'in-force'],
      [1, 'replaced'],
    ]);
    expect((await edition(1)).plan.contacts).toHaveLength(plan.contacts.length);
    // An old plan in a safe place misleads.
    const mail = await until('a copy of edition 2', 30, () =>
      mailbox.of('kluis@example.org').find(({ headers }) => headers.get('subject')?.includes('editie 2')),
    );
    expect([...attachments(mail).keys()]).toContain('incidentresponsplan-editie-2.pdf');
  }, 60_000);

  test('files of every edition are there to fetch', async () => {
    const pdf = await fetchFile(`${api}/editions/1/file?format=pdf`);
    expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="incidentresponsplan-editie-1.pdf"');
    expect((await PDFDocument.load(await pdf.bytes())).getPageCount()).toBeGreaterThan(8);
    const markdown = await (await fetchFile(`${api}/editions/2/file?format=markdown`)).text();
    expect(markdown).toMatch(/^# Incidentresponsplan telefonie\n/);
    expect((await anna.ask('GET', `${api}/editions/9/file`)).status).toBe(404);
  });

  test('the checklist begins with what is known of an incident', async () => {
    const made = await anna.must<{ id: string; number: number }>('POST', '/api/v1/incidents', {
      ...{ title: 'Belfraude bij De Waag', drill: true },
    });
    const pdf = await fetchFile(`${api}/checklist?language=nl&incident=${made.id}`);
    const form = (await PDFDocument.load(await pdf.bytes())).getForm();
    expect(form.getTextField('identify.incident').getText()).toBe(`${made.number} · Belfraude bij De Waag`);
    expect(form.getRadioGroup('identify.drill').getSelected()).toBe('yes');
    // A block that is taken now, on its line and no other.
    const wish = { action: 'block-source', address: '198.51.100.77' };
    const { id } = await anna.must<{ id: string }>('POST', '/api/v1/incidents', { title: 'Echt', severity: 'low' });
    await anna.must('POST', `/api/v1/incidents/${id}/measures`, wish);
    const again = await fetchFile(`${api}/checklist?language=nl&incident=${id}`);
    const blocked = (await PDFDocument.load(await again.bytes())).getForm();
    expect(blocked.getTextField('contain-source.evidence').getText()).toContain('198.51.100.77');
    expect(blocked.getTextField('contain-source.who').getText()).toBe('Anna de Wit');
    expect(blocked.getTextField('contain-source.approver').getText() ?? '').toBe('');
    expect(blocked.getTextField('contain-account.evidence').getText() ?? '').toBe('');
    expect((await anna.ask('GET', `${api}/checklist?incident=nothing`)).status).toBe(404);
  });
});

describe('on the command line', () => {
  const plan = (words: readonly string[], input = '') => {
    const done = spawnSync(executable, ['plan', ...words, '--data-dir', it.server.dataDir], {
      ...{ input, encoding: 'utf8', cwd: it.dir, maxBuffer: 1 << 26 },
    });
    return { code: done.status, out: done.stdout, told: done.stderr };
  };

  test('show, next, edit, check, diff, export', () => {
    expect(plan(['show']).out).toMatch(/^# Incidentresponsplan telefonie\n/);
    expect(plan(['next']).out).toBe('edition 3 is a draft now\n');
    const shown = plan(['show', '--json']).out;
    const file = JSON.parse(shown) as { edition: number; version: number; plan: PlanForm };
    expect(file.edition).toBe(3);
    writeFileSync(
      join(it.dir, 'plan.json'),
      JSON.stringify({ ...file, plan: { ...file.plan, title: '[invullen: titel]' } }),
    );
    expect(plan(['edit', 'plan.json']).out).toBe('edition 3 is written; 1 points are missing\n');
    const again = plan(['edit', '-'], shown);
    expect([again.code, again.told]).toEqual([1, expect.stringContaining('changed this')]);
    const checked = plan(['check']);
    expect([checked.code, checked.out]).toEqual([1, expect.stringMatching(/^title: /)]);
    expect(plan(['check', '-'], shown)).toMatchObject({ code: 0, out: 'nothing is missing\n' });
    expect(plan(['diff', '2', '3']).out).toMatch(/^Title: “Incidentresponsplan telefonie” → “\[invullen: titel\]”\n$/);
    expect(plan(['export', '2', '--out', 'two.pdf']).code).toBe(0);
    expect(readFileSync(join(it.dir, 'two.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(plan(['export', '2', '--out', 'two.pdf'])).toMatchObject({
      code: 2,
      told: expect.stringContaining('--force'),
    });
  }, 60_000);

  test('editions, readers, reviews, copies; approving is for people', () => {
    expect(plan(['editions']).out).toMatch(/^EDITION .*\n3 +draft .*\n2 +in-force .*\n1 +replaced /);
    expect(plan(['readers', '1']).out).toMatch(/Bram Post +\d{4}-/);
    expect(plan(['reviews']).out).toContain('Anna de Wit');
    expect(plan(['copy', '--copy-day', '28']).out).toMatch(
      /^last: .*kluis@example\.org, delivered\nnext: \d{4}-\d\d-28\n$/,
    );
    expect(plan(['copy', '--off']).out).toMatch(/next: none \(off\)\n$/);
    const approved = plan(['approve', '3']);
    expect([approved.code, approved.told]).toEqual([1, expect.stringContaining('approved by a person')]);
    expect(plan(['approve', 'x']).code).toBe(2);
  }, 60_000);
});

describe('a draft', () => {
  test('that all who may approve wrote in is approved alone, with a reason that stays', async () => {
    const one = await edition(3);
    const first = await write(anna, 3, one, { ...written(), title: 'Samen geschreven' });
    expect(first.body.you).toMatchObject({ author: true, alone: false });
    const second = await write(bram, 3, first.body, { ...written(), title: 'Samen geschreven door twee' });
    expect(second.body.you).toMatchObject({ author: true, alone: true });
    expect((await edition(3)).you.alone).toBe(true);
    const plain = await act(anna, 3, 'approve', second.body);
    expect([plain.status, plain.body.type]).toEqual([409, '/problems/plan-four-eyes']);
    const lone = await act(anna, 3, 'approve', second.body, { alone: 'wij schreven allebei' });
    expect(lone.body).toMatchObject({ state: 'approved', approvedAlone: 'wij schreven allebei' });
    expect((await act(bram, 3, 'discard', lone.body)).body.type).toBe('/problems/plan-not-a-draft');
    expect((await act(bram, 3, 'withdraw', lone.body)).body.state).toBe('draft');
  });

  test('is thrown away, stays readable with who and why, also after a kill, and another begins', async () => {
    expect((await anna.ask('POST', `${api}/editions`, {})).status).toBe(409);
    const stale = await act(bram, 3, 'discard', { version: 1 }, { reason: 'te vroeg' });
    expect([stale.status, stale.body.type]).toEqual([412, '/problems/version-stale']);
    const gone = await act(bram, 3, 'discard', await edition(3), { reason: 'verkeerd begonnen' });
    expect(gone.body).toMatchObject({
      ...{ state: 'discarded', title: 'Samen geschreven door twee' },
      discarded: { name: 'Bram Post', because: 'verkeerd begonnen' },
    });
    expect((await write(anna, 3, gone.body, written())).body.type).toBe('/problems/plan-not-a-draft');
    await crash();
    expect((await standing()).open).toBeNull();
    expect(await edition(3)).toMatchObject({ state: 'discarded', discarded: { because: 'verkeerd begonnen' } });
    const audit = await it.page<{ action: string; table?: string }>('/api/v1/audit');
    expect(JSON.stringify(audit)).toContain('verkeerd begonnen');
    const made = await anna.must<PlanEditionWire>('POST', `${api}/editions`, { edition: 3 });
    expect(made).toMatchObject({ edition: 4, state: 'draft', title: 'Samen geschreven door twee', discarded: null });
  }, 60_000);

  test('is thrown away from the command line, which begins the next', () => {
    const plan = (...words: string[]) =>
      spawnSync(executable, ['plan', ...words, '--data-dir', it.server.dataDir], { encoding: 'utf8', cwd: it.dir });
    expect(plan('discard', '--reason', 'not needed').stdout).toBe('edition 4 is thrown away\n');
    expect(plan('discard', '4')).toMatchObject({ status: 1, stderr: expect.stringContaining('thrown away') });
    expect(plan('next', '--from', '4').stdout).toBe('edition 5 is a draft now\n');
    expect(plan('discard').stdout).toBe('edition 5 is thrown away\n');
  }, 60_000);
});

describe('the matrix', () => {
  type Matrix = { edition: number | null; matrix: Record<string, Record<string, string>> };
  const matrix = () => it.get<Matrix>('/api/v1/incidents/severity-matrix');
  const assessed = (impact: string, urgency: string) =>
    it.must<{ id: string; severity: string }>('POST', '/api/v1/incidents', {
      ...{ title: 'Assessed', assessment: { impact: [impact], urgency: [urgency] } },
    });

  test('of the edition in force says what impact and urgency come to, also after a kill; older incidents stay as they are', async () => {
    expect(await matrix()).toMatchObject({ edition: 2, matrix: { low: { low: 'low' }, medium: { high: 'high' } } });
    const before = await assessed('low', 'low');
    expect(before.severity).toBe('low');
    const made = await anna.must<PlanEditionWire>('POST', `${api}/editions`, {});
    const { edition: n, plan } = made;
    const cells = plan.matrix.map((cell) =>
      cell.impact === 'low' && cell.urgency === 'low' ? { ...cell, severity: 'critical' as const } : cell,
    );
    const changed = await write(anna, n, made, { ...plan, matrix: cells });
    // A draft says nothing yet.
    expect((await assessed('low', 'low')).severity).toBe('low');
    expect((await act(bram, n, 'approve', changed.body)).status).toBe(200);
    expect((await act(bram, n, 'in-force', await edition(n))).status).toBe(200);
    for (const moment of ['now', 'after a kill']) {
      if (moment !== 'now') await crash();
      expect(await matrix()).toMatchObject({ edition: n, matrix: { low: { low: 'critical' } } });
      expect((await assessed('low', 'low')).severity, moment).toBe('critical');
      expect((await assessed('medium', 'medium')).severity, moment).toBe('medium');
      expect((await it.get<{ severity: string }>(`/api/v1/incidents/${before.id}`)).severity).toBe('low');
    }
    const again = await it.must<{ severity: string }>('POST', `/api/v1/incidents/${before.id}/acts`, {
      ...{ act: 'assess', assessment: { impact: ['low'], urgency: ['low'] } },
    });
    expect(again.severity).toBe('critical');
  }, 60_000);
});

/** Ends it without a word and starts it again; everybody comes back with their session. */
async function crash(): Promise<void> {
  await it.server.stop('SIGKILL');
  await it.start();
  [anna, bram] = [anna, bram].map((who, index) => {
    const back = new Guest(it.server.url, `127.1.${index + 1}.1`);
    for (const pair of who.jar) back.jar.set(...pair);
    return back;
  });
}

async function fetchFile(path: string): Promise<Response> {
  const cookie = [...anna.jar].map((pair) => pair.join('=')).join('; ');
  const answer = await fetch(it.server.url + path, { headers: { cookie, 'user-agent': anna.agent } });
  expect(answer.status).toBe(200);
  return answer;
}

/** Files of a mail by their name. */
function attachments({ raw }: Mail): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const part of raw.split(/\r\n--/)) {
    const name = /content-disposition: attachment;\s+filename="?([^"\r\n;]+)/i.exec(part)?.[1];
    if (name) files.set(name, Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4), 'base64'));
  }
  return files;
}
