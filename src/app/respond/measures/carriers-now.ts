import type { MeasureCarrier } from '../../../api/schema/measures.ts';
import { carrierWords } from '../../../respond/measures/preview-words.ts';
import type { ReadMeasure } from '../../../respond/measures/read-measure.ts';
import type { MeasureParts } from './measure-parts.ts';

/** Whoever asked about a call within this time counts. */
const asksMs = 24 * 3_600_000;

/** Kinds of enforcers that hand a block on to others. */
const blockWords: Readonly<Record<string, MeasureCarrier['does']>> = {
  bouncer: carrierWords.handsOut,
  list: carrierWords.handsOut,
  webhook: carrierWords.tellsOthers,
};

/** Who would carry a measure out now, and what of it they can. */
export async function carriersNow(
  { enforcing, geo, calls, clock }: Pick<MeasureParts, 'enforcing' | 'geo' | 'calls' | 'clock'>,
  { parts, tenant }: Pick<ReadMeasure, 'parts' | 'tenant'>,
): Promise<MeasureCarrier[]> {
  const found: MeasureCarrier[] = [];
  const add = (name: string, real: boolean, does: MeasureCarrier['does']) => found.push({ name, real, does });
  const { steering } = calls();
  for (const part of parts) {
    switch (part.kind) {
      case 'block':
        for (const { id, kind, real, ok, detail } of enforcing.loop.health()) {
          if (kind === 'pbx') continue;
          const does = real
            ? (blockWords[kind] ?? carrierWords.refusesPackets(true))
            : carrierWords.refusesPackets(false);
          add(id, real, ok ? does : carrierWords.sick(detail));
        }
        for (const { name, trouble } of enforcing.enforcers.pbxs.concerned(tenant))
          add(name, true, trouble === '' ? carrierWords.keepsOut : carrierWords.sick(trouble));
        break;
      case 'attack-mode':
      case 'policy': {
        const { kernel } = await geo().desk.standing();
        if (kernel.present)
          add('kernel', true, kernel.ok ? carrierWords.refusesPackets(true) : carrierWords.sick(kernel.detail));
        else add('Belwacht', false, carrierWords.noKernel);
        break;
      }
      case 'stop':
      case 'divert': {
        for (const { name, lastAt, silent } of steering.askers())
          if (!silent && clock() - lastAt < asksMs)
            add(name, true, part.kind === 'stop' ? carrierWords.asksStop : carrierWords.asksDivert);
        for (const { name, stops } of steering.pbxs(part.tenant)) {
          if (part.kind === 'divert') add(name, false, carrierWords.cannotDivert);
          else add(name, stops, stops ? carrierWords.stopsAccounts : carrierWords.cannotStop);
        }
        break;
      }
      case 'registration':
        for (const { id, name, drops } of steering.pbxs(tenant))
          if (part.source === '' || part.source === id)
            add(name, drops, drops ? carrierWords.dropsRegistration : carrierWords.cannotDrop);
        break;
      case 'hang-up':
        for (const { name, hangsUp } of steering.pbxs(tenant))
          add(name, hangsUp, hangsUp ? carrierWords.hangsUp : carrierWords.cannotHangUp);
        break;
    }
  }
  return found;
}
