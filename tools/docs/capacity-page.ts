import {
  concurrentUsers,
  ladder,
  planOf,
  policies,
  scenarios,
  summaryOf,
  titleOf,
  unitFigures,
  usualPrices,
  type CapacityPlan,
  type PartPlan,
} from '@fleetlink/cli';

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** docs/capacity.md: what a load takes, and from which figures that follows. */
export function capacityPage(): string {
  return [
    '# Capacity',
    '',
    'What a load takes, by arithmetic: `npx fleetlink capacity`, with `--rps`, `--links` and `--prices` for a load and prices of',
    'your own. This page is written by `npm run docs`.',
    '',
    '![cores by part, from 10,000 to 200,000 redirects a second](capacity.svg)',
    '',
    '## The three scenarios',
    '',
    '`base` is 100 million redirects a day spread evenly, `peak` the same day with its busiest second, `stretch` 8.6 billion a day.',
    'Cores, GiB and GB are those of each process or server.',
    '',
    ...scenarios.flatMap((workload) => planLines(planOf(workload, usualPrices))),
    '## Steps of growth',
    '',
    'The day has a fifth of the peak. Redis and databases have their least number until a figure below asks for more.',
    '',
    ...ladderLines(),
    '',
    '## Users at once',
    '',
    'Pool × users a connection × processes: a pool of 100 whose connections serve 10 users in turn carries',
    `${[10, 20, 30].map((processes) => `${number(concurrentUsers(100, 10, processes))} with ${processes} processes`).join(', ')}.`,
    'Followers of links need none of it: nearly all of them are answered without a database.',
    '',
    '## The figures',
    '',
    'One unit on one core, as [measured](performance.md) on loopback. The world is taken for',
    `${policies.allowance} times dearer, and cores are used to ${policies.utilisation * 100} % at peak.`,
    '',
    '| figure | value |',
    '| --- | --: |',
    ...Object.entries(unitFigures).map(([name, value]) => `| ${name} | ${number(value)} |`),
    '',
    'Prices are a month’s, in one currency; the defaults are round.',
    '',
    '| price | value |',
    '| --- | --: |',
    ...Object.entries(usualPrices).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    'What the statistics store is an upper bound: it gives every click rows of its own in every grain, and links that are',
    'followed often share them.',
    '',
  ].join('\n');
}

function planLines(plan: CapacityPlan): string[] {
  return [
    `### ${titleOf(plan)}`,
    '',
    '| part | count | cores | GiB | disk GB | because of |',
    '| --- | --: | --: | --: | --: | --- |',
    ...plan.parts.map(
      ({ part, count, cores, memoryGib, diskGb, because }) =>
        `| ${part} | ${number(count)} | ${cores} | ${memoryGib} | ${number(diskGb)} | ${because} |`,
    ),
    '',
    ...summaryOf(plan).map((line) => `- ${line}`),
    '',
  ];
}

function ladderLines(): string[] {
  const plans = ladder.map((workload) => planOf(workload, usualPrices));
  const parts = plans[0]!.parts.map(({ part }) => part);
  const row = (label: string, cell: (plan: CapacityPlan) => string): string =>
    `| ${label} | ${plans.map(cell).join(' | ')} |`;
  return [
    row('redirects a second', ({ workload }) => number(workload.peakPerSecond)),
    `| --- | ${plans.map(() => '--:').join(' | ')} |`,
    ...parts.map((part) => row(part, (plan) => number(plan.parts.find((one) => one.part === part)!.count))),
    row('cost a month', ({ cost }) => number(Math.round(cost.total))),
  ];
}

const WIDTH = 720;
const BAR = 34;
const GAP = 14;
const LEFT = 92;
const TOP = 34;
const COLOURS = [
  '#4575b4',
  '#74add1',
  '#abd9e9',
  '#e0f3f8',
  '#fee090',
  '#fdae61',
  '#f46d43',
  '#d73027',
  '#a50026',
  '#7b3294',
];

/** docs/capacity.svg: cores by part, a bar for each step of growth. */
export function capacityPlot(): string {
  const plans = ladder.map((workload) => planOf(workload, usualPrices));
  const most = Math.max(...plans.map(({ parts }) => coresOf(parts)));
  const legendTop = TOP + plans.length * (BAR + GAP) + 8;
  const rows = Math.ceil(plans[0]!.parts.length / 5);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${legendTop + rows * 18}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${legendTop + rows * 18}" fill="#fff"/>`,
    `<text x="${LEFT}" y="18">cores, by redirects a second at peak</text>`,
    ...plans.flatMap((plan, index) => bar(plan, TOP + index * (BAR + GAP), most)),
    ...plans[0]!.parts.map(({ part }, index) => legend(part, index, legendTop)),
    '</svg>',
    '',
  ].join('\n');
}

function bar({ workload, parts }: CapacityPlan, top: number, most: number): string[] {
  const scale = (WIDTH - LEFT - 60) / most;
  let left = LEFT;
  const pieces = parts.map(({ count, cores }, index) => {
    const width = count * cores * scale;
    const piece = `<rect x="${rounded(left)}" y="${top}" width="${rounded(width)}" height="${BAR}" fill="${COLOURS[index]}"/>`;
    left += width;
    return piece;
  });
  return [
    `<text x="${LEFT - 8}" y="${top + 21}" text-anchor="end">${workload.name}</text>`,
    ...pieces,
    `<text x="${rounded(left + 6)}" y="${top + 21}">${number(coresOf(parts))}</text>`,
  ];
}

function legend(part: string, index: number, top: number): string {
  const x = 12 + (index % 5) * 140;
  const y = top + Math.floor(index / 5) * 18;
  return `<rect x="${x}" y="${y}" width="10" height="10" fill="${COLOURS[index]}"/><text x="${x + 16}" y="${y + 10}">${part.replaceAll('"', '')}</text>`;
}

function coresOf(parts: readonly PartPlan[]): number {
  return parts.reduce((sum, { count, cores }) => sum + count * cores, 0);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
