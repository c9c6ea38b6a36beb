/**
 * The rules about words: none of a vendor's outside its dialect, American spelling, no notes left for later, and no
 * trace of the machine that something was written on.
 * A word of the wire is a quotation, not a spelling: samples are never read, and `cancelled` may stand in a dialect and
 * in tests. The sources of these rules spell what they ban, so they are not read either.
 */
import { type FileRule, type Finding, findingsByLine } from './rule.ts';
import type { SourceFile } from './source-file.ts';

/** A dialect's folder name is the word that may not leave it; these two are the ones the product began with. */
const vendors = ['shipstation', 'centra'];

const british = new RegExp(
  [
    '(?:behavi|col|endeav|fav|flav|hon|lab|neighb|rum)our',
    'fulfil(?!l)',
    '(?:author|capital|categor|custom|final|general|initial|material|maxim|minim|normal|optim|organ|priorit|real|recogn|' +
      'serial|special|stabil|standard|summar|synchron|token|util)is(?:e[drs]?|ing|ations?|able)(?![a-z])',
    'analys(?:ed|er|ing)',
    '(?:channel|dial|fuel|label|level|marshal|model|signal|total|travel)l(?:ed|ing)',
    '(?<![a-z])(?:cent|lit|met)res?(?![a-z])',
    '(?:def|off|pret)ence',
    'licence|catalogue|judgement|artefact|whilst|amongst|sceptic|(?<![a-z])grey(?![a-z])|programmes?(?![a-z])',
  ].join('|'),
  'i',
);
const britishCancel = /cancell(?:ed|ing)/i;

const laterNote = /\b(?:TODO|FIXME)\b/;
const machinePath = /(?<![\w.~$}-])\/(?:work|root|home|Users)\/[\w.-]+|[A-Z]:\\\\?Users\\/;
const registryHost = /\bregistry\.[\w-]+\.\w+|\bnpm\.pkg\.|"resolved": "https?:|^\s*(?:@[\w-]+:)?registry\s*=/i;

function isRead({ path }: SourceFile): boolean {
  return !/(?:^|\/)samples\//.test(path) && !/^scripts\/(?:tidy|check)[/.]/.test(path) && path !== 'LICENSE';
}

function wordRule(name: string, find: (file: SourceFile) => Finding[]): FileRule {
  return { name, find: (file) => (isRead(file) ? find(file) : []) };
}

/** Finds the vendor inside `shipstationOrder` and `ShipStation`, not inside a longer word such as "central". */
function vendorPattern(vendor: string): RegExp {
  const capital = vendor.charAt(0).toUpperCase() + vendor.slice(1);
  const others = vendor === 'shipstation' ? '|[Ss]hip[ _-]?[Ss]tation' : '';
  return new RegExp(`(?<![a-z])${vendor}(?![a-z])|${capital}(?![a-z])|${vendor.toUpperCase()}${others}`);
}

export const vendorWords = wordRule('vendor-word', (file) => {
  if (!file.path.startsWith('src/') || file.path === 'src/dialects/index.ts') return [];
  return vendors
    .filter((vendor) => !file.path.startsWith(`src/dialects/${vendor}/`))
    .flatMap((vendor) => findingsByLine(file, vendorPattern(vendor), (word) => `"${word}" outside its dialect`));
});

export const spelling = wordRule('spelling', (file) => {
  if (!file.isCode && !/\.(?:md|sql)$/.test(file.path)) return [];
  const mayQuote = file.path.startsWith('src/dialects/') || !file.path.startsWith('src/') || file.isTest;
  const message = (word: string) => `"${word}" is not American spelling`;
  return [...findingsByLine(file, british, message), ...(mayQuote ? [] : findingsByLine(file, britishCancel, message))];
});

export const laterNotes = wordRule('later-note', (file) =>
  findingsByLine(file, laterNote, (word) => `${word}: do it now, or file an issue`),
);

export const machinePaths = wordRule('machine-path', (file) =>
  findingsByLine(file, machinePath, (path) => `${path} exists on one machine only`),
);

export const registryHosts = wordRule('registry-host', (file) =>
  findingsByLine(file, registryHost, (host) => `${host} names a package registry`),
);
