/** A command line that cannot be meant. */
export class FaultsMisuse extends Error {
  override readonly name = 'FaultsMisuse';
}
