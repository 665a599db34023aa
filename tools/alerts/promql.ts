/** Reads PromQL with the grammar of Prometheus itself. */
import { parser } from '@prometheus-io/lezer-promql';

/** The metrics that an expression asks for, each once. @throws where it is no PromQL. */
export function metricsIn(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`no PromQL from "${expr.slice(from, from + 20)}" on: ${expr}`);
      if (type.name === 'Identifier' && node.parent?.type.name === 'VectorSelector')
        names.push(expr.slice(from, to));
    },
  });
  return [...new Set(names)];
}
