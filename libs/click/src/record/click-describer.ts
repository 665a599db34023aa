import { eventWidths, fieldText, type ClickFacts, type DescribedClick } from '../event/click-event.js';
import { firstLanguage } from '../event/first-language.js';
import { networkOf } from '../event/network.js';
import { referrerHost } from '../event/referrer-host.js';
import type { CountryFinder } from '../country/country-finder.js';
import type { VisitorHasher } from '../visitor/visitor-hasher.js';

/** Turns the facts of a redirect into the event that leaves the process: here the full address ends. */
export class ClickDescriber {
  constructor(
    private readonly countries: Pick<CountryFinder, 'country'>,
    private readonly visitors: Pick<VisitorHasher, 'visitor'>,
    private readonly limits: { readonly agentCharactersMax: number },
  ) {}

  describe(facts: ClickFacts): DescribedClick {
    const network = networkOf(facts.address);
    const agent = fieldText(facts.agent ?? '', this.limits.agentCharactersMax);
    const event = {
      linkId: `${facts.linkId}`,
      tenantId: fieldText(facts.tenantId, eventWidths.tenantId),
      name: fieldText(facts.name, eventWidths.name),
      at: facts.at,
      // A replayed click comes from the machine that replays it, which is no visitor.
      visitor: facts.replayed ? null : this.visitors.visitor(network, agent, facts.at),
      country: facts.country ?? this.countries.country(network),
      referrerHost: referrerHost(facts.referrer),
      language: firstLanguage(facts.languages),
      agent,
    };
    return facts.replayed ? { ...event, replayed: true } : event;
  }
}
