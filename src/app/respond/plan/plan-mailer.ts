import type { PlanCopyState } from '../../../api/ports/plan.ts';
import { nextCopyOn } from '../../../core/plan/monthly-copy.ts';
import type { PlanEdition, PlanMailOutcome } from '../../../core/plan/plan-records.ts';
import { standingReviews } from '../../../core/plan/standing-reviews.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { RespondParts } from '../respond-parts.ts';
import { copyLetter, reminderLetter } from './letters.ts';
import { ownerAddresses } from './owner-addresses.ts';

const dayMs = 86_400_000;

export type PlanMailerParts = Pick<RespondParts, 'store' | 'clock' | 'url'> & {
  readonly messenger: Pick<RespondParts['messenger'], 'mail' | 'ready'>;
  /** IANA zone in which days are counted. */
  readonly timeZone: string;
};

/** Day it is in a zone, `YYYY-MM-DD`. */
export function dayIn(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Sends the copy of the month and reminders of reviews, each once, however often it is asked and whatever stops in between. */
export class PlanMailer {
  readonly #parts: PlanMailerParts;

  constructor(parts: PlanMailerParts) {
    this.#parts = parts;
  }

  today(): string {
    return dayIn(this.#parts.clock(), this.#parts.timeZone);
  }

  /** Sends what is due. */
  async round(): Promise<void> {
    const { store, messenger } = this.#parts;
    if (!messenger.ready()) return;
    const plan = await store.plan.inForce();
    if (!plan) return;
    const state = await this.copyState();
    if (state.hindrance === '' && state.next <= this.today()) await this.#sendCopy(plan);
    await this.#remind(plan);
  }

  async copyState(): Promise<PlanCopyState> {
    const { store, messenger } = this.#parts;
    const { copyOn, copyTo, copyDay } = await store.plan.settings();
    const plan = await store.plan.inForce();
    const [last] = await store.plan.mails('copy');
    const hindrance = !copyOn
      ? 'off'
      : copyTo === ''
        ? 'no-address'
        : !messenger.ready()
          ? 'no-mail'
          : plan === undefined
            ? 'nothing-in-force'
            : '';
    if (hindrance !== '' || !plan) return { last, next: '', hindrance };
    const here = (await store.plan.mails('copy')).filter(({ to }) => to === copyTo);
    // One that was given up goes out again the day after.
    const kept = here.find((mail) => !this.#isLost(mail));
    const month = kept && { month: kept.about, edition: kept.edition };
    return { last, next: nextCopyOn(this.today(), copyDay, plan.edition, month), hindrance };
  }

  /** A copy besides those of the month. */
  async sendNow(): Promise<PlanCopyState['hindrance']> {
    const { store, clock, messenger } = this.#parts;
    const { copyTo } = await store.plan.settings();
    const plan = await store.plan.inForce();
    if (copyTo === '') return 'no-address';
    if (!messenger.ready()) return 'no-mail';
    if (!plan) return 'nothing-in-force';
    await this.#sendCopy(plan, `now ${clock()}`);
    return '';
  }

  async #sendCopy(plan: PlanEdition, besides = ''): Promise<void> {
    const { store, messenger, clock, url } = this.#parts;
    const { copyTo } = await store.plan.settings();
    const month = this.today().slice(0, 7);
    const lost = (await store.plan.mails('copy')).filter(
      (mail) => mail.to === copyTo && mail.about === month && mail.edition === plan.edition && mail.state === 'failed',
    ).length;
    const letter = copyLetter(plan, [month, plan.id, copyTo, lost, besides].join(' '), this.today(), `${url()}/plan`);
    // The outbox first, which knows its mails: a stop in between sends nothing twice, and nothing is taken for sent.
    await messenger.mail(letter, copyTo);
    const { edition } = plan;
    await store.plan.mailed({ id: letter.id, kind: 'copy', edition, about: month, to: copyTo, at: clock() });
  }

  async #remind(plan: PlanEdition): Promise<void> {
    const { store, messenger, clock, url } = this.#parts;
    const { remindTo } = await store.plan.settings();
    const reviews = standingReviews(plan, await store.plan.reviewsDone(), this.today());
    const due = reviews.filter(({ dueOn, days, review }) => dueOn !== '' && days <= review.remindDaysBefore);
    if (due.length === 0) return;
    const team = (await store.people.list()).filter(
      ({ tenant, state }) => tenant === providerTenant && state === 'active',
    );
    for (const one of due) {
      const { review, dueOn, days } = one;
      // Once before, on the day, and every week it is late.
      const round = days > 0 ? 'before' : `late ${Math.floor(-days / 7)}`;
      for (const to of ownerAddresses(review.owner, plan, team, remindTo)) {
        const key = [review.id, dueOn, round, to].join(' ');
        const letter = reminderLetter(one, key, plan.language, `${url()}/plan?view=reviews`);
        if (await store.plan.wasMailed(letter.id)) continue;
        await messenger.mail(letter, to);
        const { edition } = plan;
        await store.plan.mailed({ id: letter.id, kind: 'reminder', edition, about: review.id, to, at: clock() });
      }
    }
  }

  #isLost({ state, endedAt, at }: PlanMailOutcome): boolean {
    return state === 'failed' && this.#parts.clock() - (endedAt ?? at) >= dayMs;
  }
}
