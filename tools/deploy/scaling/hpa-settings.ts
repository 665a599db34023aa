/** A HorizontalPodAutoscaler as the simulation needs it, from the manifest itself. */
import { at, listAt, numberAt, type Resource } from '../manifest/resource.ts';

export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly policies: readonly ScalingPolicy[];
}

export interface HpaSettings {
  readonly podsMin: number;
  readonly podsMax: number;
  /** Target utilisation of the request, in percent. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

export function hpaSettings(hpa: Resource): HpaSettings {
  return {
    podsMin: numberAt(hpa, 'spec.minReplicas'),
    podsMax: numberAt(hpa, 'spec.maxReplicas'),
    cpuPercent: target(hpa, 'cpu'),
    memoryPercent: target(hpa, 'memory'),
    scaleUp: at(hpa, 'spec.behavior.scaleUp') as ScalingRules,
    scaleDown: at(hpa, 'spec.behavior.scaleDown') as ScalingRules,
  };
}

function target(hpa: Resource, name: string): number {
  const metrics = listAt(hpa, 'spec.metrics') as readonly { readonly resource: { readonly name: string } }[];
  const metric = metrics.find(({ resource }) => resource.name === name);
  return numberAt(metric, 'resource.target.averageUtilization', Infinity);
}
