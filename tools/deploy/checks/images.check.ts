import type { IContainer } from 'kubernetes-models/v1/Container';
import { stageOf } from '../../images/build/dockerfile.ts';
import { TARGETS } from '../../images/build/image.ts';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { targetOfOurs, workloadsOf, type Workload } from '../manifest/workload.ts';

/** What pods run are images that docker/Dockerfile builds, as the user and on the ports that they are built for. */
export const check: DeployCheck = {
  name: 'images',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const looks = workloadsOf(overlay).flatMap(faultsByContainer);
      return { objects: looks.length, faults: looks.flat() };
    }),
};

/** One list for each container of an image of ours, sidecars included. */
function faultsByContainer({ id, pod }: Workload): string[][] {
  const user = pod.securityContext?.runAsUser;
  return [...pod.containers, ...(pod.initContainers ?? [])].flatMap((container) => {
    const target = targetOfOurs(container);
    if (target === undefined) return [];
    if (!(target in TARGETS)) return [[`${id}: docker/Dockerfile has no target ${target}`]];
    const stage = stageOf(target);
    return [[...userFaults(id, user, stage), ...portFaults(id, container, stage)]];
  });
}

function userFaults(id: string, user: number | undefined, stage: string): string[] {
  const [, built] = /^USER (\d+):/m.exec(stage) ?? [];
  return String(user) === built ? [] : [`${id}: runs as ${user}, the files of its image belong to ${built}`];
}

function portFaults(id: string, { ports = [], image }: IContainer, stage: string): string[] {
  const exposed = /^EXPOSE (.*)$/m.exec(stage)?.[1]?.split(' ') ?? [];
  return ports
    .filter(({ containerPort }) => !exposed.includes(String(containerPort)))
    .map(({ containerPort }) => `${id}: ${image} does not listen on ${containerPort}`);
}
