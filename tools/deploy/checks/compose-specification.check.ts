export { composeSpecificationCheck as check } from '../compose/compose-checks.ts';
