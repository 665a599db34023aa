import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodeCipher, layoutNamed, type IdLayout } from '@fleetlink/code';
import { findCodeKey, NameScheme, type Deployment } from '@fleetlink/link';
import { readSettings, SettingsError, type Environment } from '@fleetlink/settings';
import { codeTopics } from '../fleet/fleet.settings.js';
import { CommandFailure } from '../terminal/command.errors.js';

export interface CipherQuestion {
  readonly environment: Environment;
  /** Absolute. */
  readonly dataDir: string;
  /** How the fleet makes its codes; unknown where none of its shards was asked or has recorded it. */
  readonly deployment: Deployment | undefined;
}

/**
 * The cipher of this fleet's codes. Never makes a key: one that was made here would read nothing.
 * @throws {SettingsError} without a key, {CommandFailure} with another than the fleet's.
 */
export function fleetCipher({ environment, dataDir, deployment }: CipherQuestion): CodeCipher {
  const { code } = readSettings(codeTopics, environment);
  if (!code.key && !existsSync(join(dataDir, 'code-key')))
    throw new SettingsError([`CODE_KEY: is not set, and ${dataDir} holds no code-key`]);
  const cipher = new CodeCipher({
    layout: recordedLayout(deployment) ?? code.layout,
    key: findCodeKey(code.key, dataDir).key,
  });
  if (deployment && deployment.keyFingerprint !== cipher.fingerprint)
    throw new CommandFailure(
      `This fleet makes its codes with the key ${deployment.keyFingerprint}, but the key here is ${cipher.fingerprint}.`,
      {
        mend: `Set CODE_KEY or CODE_KEY_FILE to the fleet's own, or DATA_DIR to the folder of its code-key.`,
      },
    );
  return cipher;
}

/** How the names of this fleet are read; @throws as `fleetCipher` does. */
export function fleetScheme(question: CipherQuestion): NameScheme {
  const { layout } = fleetCipher(question);
  const { code } = readSettings(codeTopics, question.environment);
  const firstBootMs = question.deployment?.firstBootMs ?? layout.epochMs;
  return new NameScheme({ layout, key: findCodeKey(code.key, question.dataDir).key, firstBootMs });
}

function recordedLayout(deployment: Deployment | undefined): IdLayout | undefined {
  return deployment && layoutNamed(deployment.layout);
}
