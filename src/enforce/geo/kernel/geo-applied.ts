/** What came of carrying out a plan. */
export interface GeoApplied {
  /** False when a newer plan came meanwhile: this one was left alone, and the newer one holds. */
  readonly inForce: boolean;
  /** ms from being asked until the kernel confirmed it. */
  readonly tookMs: number;
  /** How the world got there: as it was, by its difference, or as a whole beside the old one. */
  readonly world: 'kept' | 'changed' | 'loaded';
  /** Elements of the world and of the lanes that were put in or taken out. */
  readonly worldElements: number;
  readonly laneElements: number;
  /** ms UTC of the confirmation. */
  readonly at: number;
}
