/** The data that says where addresses are could not be had. Trying again does not help: somebody has to act. */
export class GeoDataError extends Error {
  override readonly name = 'GeoDataError';
  readonly retryable = false;
}
