import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** Whether an agent names itself a bot, by the isbot list. The list is one large pattern, so verdicts are kept. */
export class BotFinder {
  private readonly verdicts: LRUCache<string, boolean>;

  constructor(limits: { readonly agentCacheMax: number }) {
    this.verdicts = new LRUCache({ max: limits.agentCacheMax });
  }

  isBot(agent: string): boolean {
    const known = this.verdicts.get(agent);
    if (known !== undefined) return known;
    const verdict = isbot(agent);
    this.verdicts.set(agent, verdict);
    return verdict;
  }
}
