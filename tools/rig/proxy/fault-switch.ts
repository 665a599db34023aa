import { setTimeout as sleep } from 'node:timers/promises';
import { NO_FAULT, type InjectedFault } from './injected-fault.ts';

/** The fault in force, and a wait that a change of it cuts short. */
export class FaultSwitch {
  #fault: InjectedFault = NO_FAULT;
  #change = new AbortController();

  get fault(): InjectedFault {
    return this.#fault;
  }

  set(fault: InjectedFault): void {
    this.#fault = fault;
    this.#change.abort();
    this.#change = new AbortController();
  }

  /** True after the whole time, false if the fault changed meanwhile. */
  async wait(ms: number): Promise<boolean> {
    const { signal } = this.#change;
    return sleep(ms, true, { signal, ref: false }).catch(() => false);
  }
}
