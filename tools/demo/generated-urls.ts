import { oneOf, randomFrom } from './random.ts';

const HOSTS = [
  'www.example.com',
  'news.example.org',
  'shop.example.net',
  'blog.example.com',
  'docs.example.org',
];
const FOLDERS = ['articles', 'products', 'en/help', 'download', '2026/11', 'people/~kim', 'search', 'a/b/c'];
const WORDS = [
  'winter',
  'tyres',
  'annual-report',
  'how_to',
  'caf%C3%A9',
  'index',
  'release',
  'Photo',
  'r2-d2',
];
const ENDINGS = [
  '',
  '/',
  '.html',
  '.pdf',
  '?page=2',
  '?q=short+links&lang=en',
  '#top',
  '.php?id=17&ref=mail',
];

/** URLs as people have them, all different; the same for the same seed. */
export function* generatedUrls(seed: number): Generator<string, never> {
  const random = randomFrom(seed);
  for (let serial = 1; ; serial += 1) {
    const [host, folder, word] = [oneOf(HOSTS, random), oneOf(FOLDERS, random), oneOf(WORDS, random)];
    yield `https://${host}/${folder}/${word}-${serial}${oneOf(ENDINGS, random)}`;
  }
}

export function generatedUrlList(seed: number, length: number): string[] {
  const urls = generatedUrls(seed);
  return Array.from({ length }, () => urls.next().value);
}
