export function printHpaSimulation(): void {}
