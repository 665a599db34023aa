import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';

export function keysCommand(_context: CommandContext): Command {
  return new Command('keys');
}
