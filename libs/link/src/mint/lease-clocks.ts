/** Time sources of a worker lease, so that tests can bend them. */
export interface LeaseClocks {
  readonly wallMs: () => number;
  /** Never steps; counts on while the process is stopped. */
  readonly steadyMs: () => number;
}

export const processClocks: LeaseClocks = { wallMs: Date.now, steadyMs: () => performance.now() };
