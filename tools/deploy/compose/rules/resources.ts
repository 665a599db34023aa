import { replicasOf, servicesOf, type ComposeFile, type Service } from '../compose-file.ts';

/** The machine that the plan gives to one host. */
const MEMORY_GIBIBYTES_MAX = 32;
const CPUS_MAX = 16;

const UNITS: Readonly<Record<string, number>> = { M: 1 / 1024, G: 1 };

/** Every service has a limit, and all limits together fit into the machine. */
export function resources(file: ComposeFile): string[] {
  const services = servicesOf(file);
  const unlimited = services.filter(([, service]) => !(memoryOf(service) > 0));
  const memory = services.reduce(
    (sum, [, service]) => sum + (memoryOf(service) || 0) * replicasOf(service),
    0,
  );
  const cpus = services.reduce((sum, [, service]) => sum + cpusOf(service) * replicasOf(service), 0);
  return [
    ...unlimited.map(([name]) => `${name}: has no limit of memory (deploy.resources.limits.memory)`),
    ...(memory > MEMORY_GIBIBYTES_MAX
      ? [`limits of memory are ${memory.toFixed(1)} GiB in all, above ${MEMORY_GIBIBYTES_MAX}`]
      : []),
    ...(cpus > CPUS_MAX ? [`reserved are ${cpus} CPUs in all, above ${CPUS_MAX}`] : []),
    ...services.flatMap(([name, service]) => heapFaults(service).map((fault) => `${name}: ${fault}`)),
  ];
}

/** In GiB. */
function memoryOf({ deploy }: Service): number {
  const [, amount, unit] = /^(\d+)([MG])$/.exec(deploy?.resources?.limits?.memory ?? '') ?? [];
  return Number(amount) * (UNITS[unit ?? ''] ?? 0);
}

function cpusOf({ deploy }: Service): number {
  return Number(deploy?.resources?.reservations?.cpus ?? 0);
}

const HEAP_SHARE_MAX = 0.75;

/** Node keeps more than its heap: buffers, code, threads. */
function heapFaults(service: Service): string[] {
  const heap = /--max-old-space-size=(\d+)/.exec(String(service.environment?.['NODE_OPTIONS'] ?? ''))?.[1];
  if (heap === undefined || Number(heap) / 1024 <= HEAP_SHARE_MAX * memoryOf(service)) return [];
  return [`a heap of ${heap} MiB leaves too little of its memory`];
}
