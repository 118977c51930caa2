import type { SimDay } from './calendar.ts';
import { tourists, world } from './countries.ts';
import { abroadOdds, type CallMaker } from './life-calls.ts';
import { numberIn } from './numbers.ts';

const longestStay = 7;

/** Guests call home from their rooms, in the evening, at night and from anywhere in the world. */
export function guestsCall(maker: CallMaker, day: SimDay): void {
  const { customer, calendar } = maker;
  const rooms = customer.accounts.filter(({ role }) => role === 'room');
  if (rooms.length === 0) return;
  for (let arrival = day.index - longestStay; arrival <= day.index; arrival++) {
    // Stays are drawn anew each day from what belongs to their arrival, so that days stand alone.
    const stays = customer.random.fork(`arrival ${arrival}`);
    const arriving = stays.poisson(
      rooms.length * 0.3 * ([0.6, 0.7, 0.8, 1, 1.1, 1.1, 1.2, 1.3, 1.1, 0.9, 0.7, 0.8][day.month - 1] ?? 1),
    );
    for (let i = 0; i < arriving; i++) {
      const stay = stays.fork(String(i));
      const room = stay.pick(rooms);
      const nights = Math.min(longestStay, 1 + stay.poisson(1.2));
      // Most never touch the telephone of the room.
      if (arrival + nights < day.index || !stay.chance(0.07)) continue;
      const country = stay.chance(0.06) ? stay.pick(world) : stay.pick(tourists);
      const home = numberIn(stay, country, stay.chance(0.6) ? 'mobile' : 'fixed');
      const perDay = stay.gamma(1.2, 0.8);
      const today = stay.fork(`on ${day.index}`);
      for (let calls = today.poisson(perDay); calls > 0; calls--) {
        const minute = today.chance(0.12)
          ? today.between(0, 420)
          : today.chance(0.75)
            ? today.between(1_020, 1_439)
            : today.between(450, 1_020);
        maker.out(room, home, calendar.at(day.index, minute), 330, abroadOdds, 0.9);
      }
    }
  }
}
