/** What is known about an address. Shared between events: never changed. */
export interface GeoRecord {
  /** ISO 3166-1 alpha-2, '' when not known. */
  readonly country: string;
  /** 0 when not known. */
  readonly asNumber: number;
  readonly asName: string;
  readonly hosting: boolean;
}

export const unknownPlace: GeoRecord = { country: '', asNumber: 0, asName: '', hosting: false };
