/** npm run images: builds the images for real, tells what they weigh, and does their main job with them. */
import { writeTally } from '../test/tally.file.ts';
import { told } from '../test/tally.ts';
import { removeImages } from './build/buildah.ts';
import { checkImages } from './check-images.ts';
import { JOBS, type Job } from './jobs.ts';

const HELP = `npm run images [-- JOB… --clean]

Builds docker/Dockerfile with Buildah on a base made here, since no registry is needed, and runs the result.
JOB is one of ${Object.keys(JOBS).join(', ')}; both unless given.
--clean removes all that was built at the end; kept layers make the next build short.
`;

const [, , ...words] = process.argv;
const wanted = words.filter((word) => word in JOBS) as Job[];
const isUnderstood = words.every((word) => word in JOBS || word === '--clean');

if (!isUnderstood) {
  process.stdout.write(HELP);
  process.exitCode = words.includes('--help') ? 0 : 2;
} else {
  const tally = await checkImages(wanted.length > 0 ? wanted : (Object.keys(JOBS) as Job[]));
  if (words.includes('--clean')) await removeImages();
  writeTally('images', tally);
  process.stdout.write(`${told(tally)}\n`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
}
