export { deadlinePassed, deadlineProblems, timeLeft, within } from './deadline.js';
export { Problem, ProblemCatalogue, problemKinds } from './problem.js';
export type { InputFault, ProblemDetails, ProblemEntry, ProblemKind } from './problem.js';
export { PROBLEM_MEDIA_TYPE, problemBody } from './problem-body.js';
export type { ProblemBody, ProblemOccurrence } from './problem-body.js';
