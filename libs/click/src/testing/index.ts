export { clickBusContract } from './click-bus.contract.js';
export type { BusRequest, BusTraits, BusUnderTest } from './click-bus.contract.js';
export { clickEnvelope, clickEvent, clickFacts } from './click.factory.js';
