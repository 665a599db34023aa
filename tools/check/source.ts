/**
 * What the checks want to know of one source file, read from its syntax tree and not with patterns over
 * text, so that a word in a comment or a string is never taken for code.
 */
import { parseSync, type ParseOptions } from '@swc/core';

export interface Mention {
  readonly name: string;
  readonly line: number;
}

export interface Import extends Mention {
  /** `resolve`: only asks where a module lies (import.meta.resolve), which needs the package but runs nothing. */
  readonly kind: 'import' | 'resolve';
}

export interface Source {
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  readonly classes: readonly Mention[];
  readonly starExports: readonly Mention[];
  readonly environmentReads: readonly Mention[];
}

interface Node {
  readonly type: string;
  readonly span: { readonly start: number };
  readonly [property: string]: unknown;
}

export const SOURCE_NAME = /\.[cm]?[jt]sx?$/;

/** Reads one file. Throws with the file's name when it cannot be parsed. */
export function readSource(path: string, text: string): Source {
  const nodes = nodesOf(path, text);
  const lineAt = lineFinder(text);
  const mentions = (find: (node: Node) => string | undefined): Mention[] =>
    nodes.flatMap((node) => {
      const name = find(node);
      return name === undefined ? [] : [{ name, line: lineAt(node.span.start) }];
    });
  return {
    path,
    lineCount: text.trimEnd().split('\n').length,
    imports: [
      ...mentions(importedName).map((mention) => ({ ...mention, kind: 'import' as const })),
      ...mentions(resolvedName).map((mention) => ({ ...mention, kind: 'resolve' as const })),
    ],
    classes: mentions(className),
    starExports: mentions((node) => (node.type === 'ExportAllDeclaration' ? textOf(node.source) : undefined)),
    environmentReads: mentions((node) => (readsEnvironment(node) ? 'process.env' : undefined)),
  };
}

function nodesOf(path: string, text: string): Node[] {
  const options: ParseOptions = {
    syntax: 'typescript',
    tsx: path.endsWith('x'),
    decorators: true,
    target: 'es2024',
  };
  try {
    return withDescendants(parseSync(text, options).body);
  } catch (error) {
    throw new Error(`${path} cannot be parsed`, { cause: error });
  }
}

function withDescendants(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(withDescendants);
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(withDescendants);
  return isNode(value) ? [value, ...below] : below;
}

function isNode(value: object): value is Node {
  return 'type' in value && 'span' in value;
}

/** The parser counts bytes from 1; editors count lines. */
function lineFinder(text: string): (offset: number) => number {
  const bytes = Buffer.from(text);
  return (offset) =>
    bytes
      .subarray(0, offset - 1)
      .toString('latin1')
      .split('\n').length;
}

/** The module that `import … from`, `export … from`, `import()`, `require()` or a type `import('…')` names. */
function importedName(node: Node): string | undefined {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return textOf(node.source);
  if (node.type === 'TsImportType') return textOf(node.argument);
  if (node.type === 'TsExternalModuleReference') return textOf(node.expression);
  if (node.type !== 'CallExpression') return undefined;
  const callee = node.callee as Node;
  return callee.type === 'Import' || callee.value === 'require' ? firstArgument(node) : undefined;
}

/** The module that `import.meta.resolve('…')` or `require.resolve('…')` names. */
function resolvedName(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = node.callee as Node;
  if (callee.type !== 'MemberExpression' || (callee.property as Node).value !== 'resolve') return undefined;
  const owner = callee.object as Node;
  return owner.type === 'MetaProperty' || owner.value === 'require' ? firstArgument(node) : undefined;
}

function className(node: Node): string | undefined {
  return /^Class(Declaration|Expression)$/.test(node.type) ? textOf(node.identifier) : undefined;
}

/** `process.env`, `process['env']`, `const { env } = process` and `import { env } from 'node:process'`. */
function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression') return isProcess(node.object) && propertyName(node) === 'env';
  if (node.type === 'VariableDeclarator') return isProcess(node.init) && namesEnv(node.id, 'properties');
  if (node.type !== 'ImportDeclaration') return false;
  return /^(node:)?process$/.test(textOf(node.source) ?? '') && namesEnv(node, 'specifiers');
}

function isProcess(value: unknown): boolean {
  const node = value as Node | null;
  if (node?.type === 'Identifier') return node.value === 'process';
  return node?.type === 'MemberExpression' && propertyName(node) === 'process';
}

function propertyName(member: Node): string | undefined {
  const property = member.property as Node;
  return textOf(property.type === 'Computed' ? property.expression : property);
}

function namesEnv(value: unknown, list: 'properties' | 'specifiers'): boolean {
  const entries = ((value as Node)[list] ?? []) as Node[];
  return entries.some((entry) =>
    [entry.key, entry.imported, entry.local].some((name) => textOf(name) === 'env'),
  );
}

function firstArgument(call: Node): string | undefined {
  const [first] = call.arguments as { expression: Node }[];
  return first?.expression.type === 'StringLiteral' ? textOf(first.expression) : undefined;
}

/** The text of an identifier or a string literal. */
function textOf(value: unknown): string | undefined {
  const text = (value as { value?: unknown } | null | undefined)?.value;
  return typeof text === 'string' ? text : undefined;
}
