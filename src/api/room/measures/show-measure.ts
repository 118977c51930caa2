import type { FastifyRequest } from 'fastify';
import type { MeasureListing } from '../../../core/incident/measure-record.ts';
import { actorOf, authorOf } from '../../access/actor.ts';
import { inLanguageOf } from '../../dutch/in-dutch.ts';
import type { ApiDeps } from '../../ports.ts';
import { measureForCustomer, presentMeasure } from '../../present/measure.ts';
import type { MeasureWire } from '../../schema/measures.ts';

/** Measures as whoever asks may see them. */
export async function showMeasures(
  request: FastifyRequest,
  { measures }: Pick<ApiDeps, 'measures'>,
  records: readonly MeasureListing[],
): Promise<readonly MeasureWire[]> {
  const { name, tenant } = actorOf(request);
  const author = authorOf(request);
  const hand = await measures.handOf({ id: author, name });
  const isHand = (first: string) => hand !== '' && first === hand;
  return Promise.all(
    records.map(async (record) => {
      const { state, askedBy, extension } = record;
      const shown = presentMeasure(record, {
        isMine: askedBy.id === author || (state === 'waiting' && isHand(await measures.firstHand(record))),
        isExtensionMine:
          extension !== undefined &&
          (extension.askedBy.id === author || isHand(await measures.handOf(extension.askedBy))),
        inLanguage: (sentence) => inLanguageOf(request, sentence),
      });
      return tenant === undefined ? shown : measureForCustomer(shown);
    }),
  );
}

export async function showMeasure(
  request: FastifyRequest,
  deps: Pick<ApiDeps, 'measures'>,
  record: MeasureListing,
): Promise<MeasureWire> {
  return (await showMeasures(request, deps, [record]))[0];
}
