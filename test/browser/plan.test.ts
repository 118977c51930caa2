import { readFileSync } from 'node:fs';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PlanEditionWire, PlanStandingWire } from '../../src/api/schema/plan.ts';
import { filledPlan } from '../../src/respond/plan/testing/filled-plan.ts';
import { reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** The plan as two people make it in a browser: written together, approved by the other, in force, read, on paper. */
let room: WatchRoom;
let anna: Visitor;
let bram: Visitor;
let phone: Visitor;

const standing = () => room.serving.get<PlanStandingWire>('/api/v1/plan');
const edition = (number: number) => room.serving.get<PlanEditionWire>(`/api/v1/plan/editions/${number}`);
const button = (who: Visitor, name: string | RegExp) =>
  who.page.getByRole('button', { name }).filter({ visible: true }).first();
const link = (who: Visitor, name: string | RegExp) =>
  who.page.getByRole('link', { name }).filter({ visible: true }).first();
const standingLine = (who: Visitor) => who.page.getByRole('region', { name: /How it stands|Hoe het ervoor staat/ });

/** Every text and control can be read, named and reached at this size. */
async function sound(who: Visitor, name: string): Promise<void> {
  await settled(who.page);
  await who.picture(name);
  const contrast = await faint(who.page);
  expect(contrast.looked).toBeGreaterThan(20);
  expect(contrast.below).toEqual([]);
  expect((await nameless(who.page)).without).toEqual([]);
  expect(await sticksOut(who.page)).toEqual([]);
}

beforeAll(async () => {
  room = await WatchRoom.open('plan');
  await room.setUp();
  anna = await room.colleague();
  const person = { name: 'Bram Post', email: 'bram@example.net', role: 'coordinator' } as const;
  bram = (await newcomer(room, person)).visitor;
  phone = await room.colleague({ width: 360, height: 780, touch: true, locale: 'nl-NL', theme: 'dark' });
}, 180_000);
afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  expect(room.troubles).toEqual([]);
  await room.close();
});

describe('a new installation', () => {
  test('shows the template to read, what is missing, and where to fill it in', async () => {
    await anna.open('/plan');
    await reads(standingLine(anna), /No plan is in force.*Edition 1 is a draft.*\d+ points are missing/);
    await anna.page.locator('mark.bw-plan-blank').first().waitFor();
    await sound(anna, 'plan-draft');
    await button(anna, 'Belfraude').click();
    await anna.page.getByRole('heading', { name: 'Belfraude' }).waitFor();
    expect(await anna.page.locator('#plan-procedures').isVisible()).toBe(true);
  });

  test('on a phone, in Dutch, in the dark', async () => {
    await phone.open('/plan');
    await reads(standingLine(phone), /Er is geen plan van kracht.*Editie 1 is een concept/);
    await sound(phone, 'plan-draft-phone-dark');
    await phone.open('/plan?view=edit&part=contacts');
    await phone.page
      .getByRole('button', { name: /De eigen|Eigen|dienst/i })
      .first()
      .waitFor();
    await phone.page.locator('.bw-plan-open').first().click();
    await sound(phone, 'plan-edit-phone-dark');
  });
});

describe('writing', () => {
  test('part by part, with what is wrong beside the field', async () => {
    await link(anna, 'Fill in what is missing').click();
    const name = anna.page.getByLabel('Organisation');
    await reads(anna.page.locator('.bw-plan-fields'), /still to fill in \[invullen: naam van de organisatie\]/);
    await sound(anna, 'plan-edit-about');
    await name.fill('Telecom De Waag');
    await reads(anna.page.locator('.bw-plan-save'), /Not saved yet/);
    await until(
      'the fault to go',
      10,
      async () => (await anna.page.locator('.mantine-InputWrapper-error').count()) === 0,
    );
    await button(anna, 'Save draft').click();
    await anna.sees('The draft is saved');
    expect((await edition(1)).plan.organisation).toBe('Telecom De Waag');
    await link(anna, /^Critical systems/).click();
    await anna.page.locator('.bw-plan-open').first().click();
    await anna.page.getByLabel('Switched within (min)').first().fill('0');
    await reads(anna.page.locator('.bw-plan-item-body [role=alert]'), /A target time is not filled in/);
    await sound(anna, 'plan-edit-systems');
    await button(anna, 'Discard changes').click();
  });

  test('of two at once nothing is lost: both are shown, and put together', async () => {
    await anna.open('/plan?view=edit&part=about');
    await bram.open('/plan?view=edit&part=about');
    await anna.page.getByLabel('Title').fill('Title of Anna');
    await bram.page.getByLabel('Title').fill('Title of Bram');
    await link(bram, /^Scope/).click();
    await bram.page.getByLabel('What it leaves out').fill('Office IT: see the plan of the building.');
    await button(bram, 'Save draft').click();
    await bram.sees('The draft is saved');
    await anna.sees('Somebody changed this in the meantime');
    await button(anna, 'Compare').click();
    const dialog = anna.page.getByRole('dialog');
    await reads(dialog, /Bram Post saved this draft.*Title of Bram.*Title of Anna.*Whose stays/s);
    await anna.picture('plan-merge');
    await dialog.getByText('Theirs', { exact: true }).last().click();
    await button(anna, 'Put together and save').click();
    await anna.sees('The draft is saved');
    const { plan } = await edition(1);
    expect(plan.title).toBe('Title of Bram');
    expect(plan.scope.leavesOut).toBe('Office IT: see the plan of the building.');
    expect(plan.organisation).toBe('Telecom De Waag');
  });
});

describe('approving', () => {
  test('takes somebody who wrote nothing in it; then it holds for all', async () => {
    const form = filledPlan('nl');
    await room.serving.must('PUT', '/api/v1/plan/editions/1', { plan: { ...form, organisation: 'Telecom De Waag' } });
    // Both wrote in it and nobody else is there: whoever approves it alone says why.
    await anna.open('/plan');
    await button(anna, 'Approve').click();
    await anna.page
      .getByRole('dialog')
      .getByText(/nobody else is left here who may approve it/)
      .waitFor();
    await anna.page.keyboard.press('Escape');
    // A third comes.
    const person = { name: 'Cor Bakker', email: 'cor@example.net', role: 'coordinator' } as const;
    const { visitor: cor } = await newcomer(room, person);
    await anna.open('/plan');
    await reads(standingLine(anna), /complete; you wrote in it, so somebody else approves it/);
    expect(await anna.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await cor.open('/plan');
    await button(cor, 'Approve').click();
    await reads(standingLine(anna), /Edition 1 is approved, not in force yet.*approved by Cor Bakker/);
    await button(anna, 'Put in force').click();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Put in force' }).click();
    await reads(standingLine(anna), /Edition 1 is in force/);
    await reads(standingLine(cor), /You have not confirmed that you read edition 1/);
    await button(cor, 'I read it').click();
    await until('the line to go', 10, async () => !/not confirmed/.test((await standingLine(cor).textContent()) ?? ''));
    await cor.leave();
    await link(anna, 'Who read it').click();
    await reads(anna.page.locator('#plan-readers'), /Anna de Wit.*not yet.*Bram Post.*not yet.*Cor Bakker/);
    await sound(anna, 'plan-readers');
  });

  test('the next edition shows what it changes', async () => {
    await link(anna, 'Editions').click();
    await button(anna, 'Begin the next edition').click();
    await anna.page.getByLabel('Title').fill('Plan of 2027');
    await button(anna, 'Save draft').click();
    await anna.sees('The draft is saved');
    await link(anna, 'Editions').click();
    await reads(anna.page.locator('#plan-difference'), /Title: “Incidentresponsplan telefonie” → “Plan of 2027”/);
    await sound(anna, 'plan-editions');
    expect((await standing()).open?.edition).toBe(2);
  });
});

describe('reading and paper', () => {
  test('in force, on a desk, on a phone and printed', async () => {
    await anna.open('/plan');
    await sound(anna, 'plan-in-force');
    await phone.open('/plan');
    await sound(phone, 'plan-in-force-phone-dark');
    await phone.page.getByRole('button', { name: 'Datalek' }).first().click();
    await phone.picture('plan-procedure-phone');
    await anna.page.emulateMedia({ media: 'print' });
    await anna.picture('plan-printed');
    expect(await anna.page.locator('.bw-plan-contents').isVisible()).toBe(false);
    await anna.page.emulateMedia({ media: 'screen' });
  });

  test('the checklist and the plan are downloaded from the screen', async () => {
    await anna.open('/plan');
    const fetched = async (name: RegExp) => {
      await button(anna, 'Download').click();
      const [file] = await Promise.all([
        anna.page.waitForEvent('download'),
        anna.page.getByRole('menuitem', { name }).click(),
      ]);
      return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
    };
    const checklist = await fetched(/Checklist \(Dutch\)/);
    expect(checklist.name).toBe('checklist-nl.pdf');
    const pdf = await PDFDocument.load(checklist.bytes);
    const form = pdf.getForm();
    form.getTextField('cdrs.hash').setText('9f86d081');
    const back = (await PDFDocument.load(await pdf.save())).getForm();
    expect(back.getTextField('cdrs.hash').getText()).toBe('9f86d081');
    const plan = await fetched(/Plan as PDF/);
    expect(plan.name).toBe('incidentresponsplan-editie-1.pdf');
    expect((await PDFDocument.load(plan.bytes)).getPageCount()).toBeGreaterThan(8);
    const markdown = await fetched(/Markdown/);
    expect(markdown.bytes.toString()).toMatch(/^# Incidentresponsplan telefonie\n/);
  });

  test('reviews are done, and the safe copy says why none goes out', async () => {
    await anna.open('/plan?view=reviews');
    await sound(anna, 'plan-reviews');
    await button(anna, 'Done').click();
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByLabel('What came of it').fill('<img src=x onerror=alert(1)> all right');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await reads(anna.page.locator('#plan-reviews-due'), /<img src=x onerror=alert\(1\)> all right/);
    await link(anna, 'Safe copy').click();
    await anna.page.getByLabel('Safe address').fill('vault@example.org');
    await anna.page.getByRole('switch').click();
    await button(anna, 'Save').click();
    await anna.sees('No copies are sent: mail is not set up');
    await sound(anna, 'plan-copy');
    await phone.open('/plan?view=copy');
    await sound(phone, 'plan-copy-phone-dark');
  });
});
