/** Installs packages of Debian and Ubuntu on demand, without letting them start their own services. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { RigError } from '../rig-error.ts';
import { runProgram } from './run-program.ts';

const APT = '/usr/bin/apt-get';
const INSTALL_MS_MAX = 300_000;

/** Asked by packages whether their service may start; 101 is no (invoke-rc.d policy). */
const POLICY = '/usr/sbin/policy-rc.d';
const POLICY_NO = '#!/bin/sh\nexit 101\n';

/** Undefined where packages can be installed, or why they cannot. */
export function whyNoApt(): string | undefined {
  if (!existsSync(APT)) return 'there is no apt-get here';
  return process.geteuid?.() === 0 ? undefined : 'only root may install packages';
}

/** The one command that a person has to run where the rig cannot. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get install -y ${packages.join(' ')}`;
}

export async function install(packages: readonly string[]): Promise<void> {
  const reason = whyNoApt();
  if (reason !== undefined)
    throw new RigError(`${packages.join(', ')} cannot be installed: ${reason}`, installCommand(packages));
  await quietly(async () => {
    // the lists of a fresh image are empty, those of an old one lead nowhere
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', ...packages]);
  });
}

/** The version of a package that an installation would bring, such as `15+248+deb12u1`. */
export async function candidateOf(name: string): Promise<string | undefined> {
  const policy = await runProgram('/usr/bin/apt-cache', ['policy', name]).catch(() => '');
  return /^\s+Candidate: (\S+)$/m.exec(policy)?.[1];
}

async function apt(args: readonly string[]): Promise<void> {
  await runProgram(APT, ['-q', ...args], {
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: INSTALL_MS_MAX,
  });
}

/** A policy that is already there stays as it is. */
async function quietly(work: () => Promise<void>): Promise<void> {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, POLICY_NO, { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}
