/** One kind of process: how many, what each of them needs, and what made them as many. */
export interface PartPlan {
  readonly part: string;
  readonly count: number;
  readonly cores: number;
  readonly memoryGib: number;
  readonly diskGb: number;
  readonly because: string;
}
