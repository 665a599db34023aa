import type { ValidateFunction } from 'ajv';
import type { DeployCheck } from '../deploy-check.ts';
import { at } from '../manifest/resource.ts';
import { distinct, type Distinct } from '../schema/distinct.ts';
import { modelOf } from '../schema/schema-package.ts';
import { readCrds, type CrdSchemas } from '../schema/strict-crd.ts';

/** Kinds whose definitions only their operators publish: CloudNativePG and redis-operator; others twice. */
export const check: DeployCheck = {
  name: 'operator schemas',
  run({ overlays, crdFolder }) {
    if (crdFolder === undefined)
      return { objects: 0, faults: [], skipped: 'no folder of CustomResourceDefinitions (--crds DIR)' };
    const crds = readCrds(crdFolder);
    const items = distinct(overlays).filter(
      ({ resource }) => modelOf(resource) === undefined || crds.has(keyOf(resource)),
    );
    return { objects: items.length, faults: items.flatMap((item) => faultsOf(item, crds)) };
  },
};

/** The plugin's object store is described by what it took over from the cluster, under a name of its own. */
const OBJECT_STORE = 'barmancloud.cnpg.io/v1/ObjectStore';

function faultsOf({ resource, place }: Distinct, crds: CrdSchemas): string[] {
  if (keyOf(resource) === OBJECT_STORE) {
    const barmanObjectStore = at(resource, 'spec.configuration');
    const retentionPolicy = at(resource, 'spec.retentionPolicy');
    const stand = { spec: { instances: 1, backup: { barmanObjectStore, retentionPolicy } } };
    return found(crds.get('postgresql.cnpg.io/v1/Cluster')!, stand, place);
  }
  const schema = crds.get(keyOf(resource));
  return schema ? found(schema, resource, place) : [`${place}: no schema of ${keyOf(resource)}`];
}

function found(schema: ValidateFunction, value: object, place: string): string[] {
  if (schema({ apiVersion: 'any', kind: 'any', metadata: {}, ...value })) return [];
  return (schema.errors ?? []).map(
    ({ instancePath, message, params }) => `${place}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function keyOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion}/${kind}`;
}
