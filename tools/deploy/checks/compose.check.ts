export { composeCheck as check } from '../compose/compose-checks.ts';
