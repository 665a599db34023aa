import { SpanKind } from '@opentelemetry/api';
import { Catch, Controller, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { inSharedSpan, spanContextOf, type SharedWork } from '@fleetlink/trace';
import { throwError, type Observable } from 'rxjs';
import { CLICKS_PATTERN, type ClickEnvelope } from '../event/click-envelope.js';
import { TallyCounters } from './tally-counters.js';
import { TallyStore } from './tally.store.js';

/** Nest would replace the error by a general one; the bus must see whether it passes or stays. */
@Catch()
class BusErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Where the bus hands over: a group of batches is one call and one transaction. */
@Controller()
@UseFilters(new BusErrorFilter())
export class ClickBatchController {
  constructor(
    private readonly tally: TallyStore,
    private readonly counters: TallyCounters,
  ) {}

  @EventPattern<string>(CLICKS_PATTERN)
  async count(@Payload() envelopes: ClickEnvelope[]): Promise<void> {
    this.counters.add(await inSharedSpan(tallySpan(envelopes), () => this.tally.apply(envelopes)));
  }
}

/** In the traces of the redirects that the batches tell of. */
function tallySpan(envelopes: readonly ClickEnvelope[]): SharedWork {
  return {
    name: 'count clicks',
    kind: SpanKind.CONSUMER,
    attributes: {
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'count',
      'messaging.destination.name': CLICKS_PATTERN,
      'messaging.batch.message_count': envelopes.length,
    },
    callers: envelopes.flatMap(({ traces = [] }) => traces).flatMap((text) => spanContextOf(text) ?? []),
  };
}
