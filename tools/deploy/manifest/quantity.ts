/** Amounts as Kubernetes writes them. */
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export const MEBIBYTE = 2 ** 20;

/** `512Mi` in bytes, `500m` in cores; NaN for what is no quantity. */
export function quantity(text: unknown): number {
  const [, digits, unit = ''] = /^([0-9.]+)([A-Za-z]*)$/.exec(String(text)) ?? [];
  return Number(digits) * (FACTORS[unit] ?? Number.NaN);
}
