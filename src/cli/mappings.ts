/**
 * `bulkhead mappings`: what the columns of CSV files mean, saved at the server under a name that `bulkhead import
 * --mapping` takes. A mapping is a file of JSON as docs/native-api.md has it; one that the server has guessed for an
 * import can be taken from there.
 */
import type { Command } from 'commander';
import { mappingIn } from './import-file.ts';
import { CommandError, printRows } from './print.ts';
import { addRemoteOptions, asked, type RemoteOptions } from './remote.ts';

type ListOptions = RemoteOptions & { json?: boolean };
type SaveOptions = RemoteOptions & { ofImport?: string };

export function addMappings(program: Command): void {
  const mappings = program.command('mappings').description('what the columns of CSV files mean, saved at the server');
  addRemoteOptions(mappings.command('list').description('all of them'))
    .option('--json', 'for programs')
    .action(listMappings);
  addRemoteOptions(mappings.command('show <name>').description('one, as a file of JSON')).action(showMapping);
  addRemoteOptions(mappings.command('save <name> [file]').description('save one from a file of JSON'))
    .option('--of-import <id>', 'the one that an import has used, also a guessed one')
    .action(saveMapping);
  addRemoteOptions(mappings.command('remove <name>').description('forget one')).action(removeMapping);
}

async function listMappings({ json = false, ...remote }: ListOptions): Promise<void> {
  const saved = await asked(remote, (client) => client.mappings.list());
  if (json) return console.log(JSON.stringify(saved, null, 2));
  const rows = saved.map(({ name, mapping, modified_at }) => {
    return { name, columns: Object.keys(mapping.columns).length, modified: modified_at };
  });
  printRows(rows, { empty: 'There are no saved mappings.' });
}

async function showMapping(name: string, remote: RemoteOptions): Promise<void> {
  const { mapping } = await asked(remote, (client) => client.mappings.get(name));
  console.log(JSON.stringify(mapping, null, 2));
}

async function saveMapping(name: string, file: string | undefined, options: SaveOptions): Promise<void> {
  const { ofImport, ...remote } = options;
  if ((file === undefined) === (ofImport === undefined)) {
    throw new CommandError('expected a file with the mapping, or --of-import <id>', 2);
  }
  const stated = file === undefined ? null : mappingIn(file);
  const saved = await asked(remote, async ({ imports, mappings }) => {
    const mapping = stated ?? (await imports.get(ofImport ?? '')).mapping;
    if (mapping === null) throw new CommandError(`the import ${ofImport} has no mapping: only tables have one`);
    return mappings.save(name, mapping);
  });
  console.log(`${Object.keys(saved.mapping.columns).length} columns saved as ${saved.name}.`);
}

async function removeMapping(name: string, remote: RemoteOptions): Promise<void> {
  await asked(remote, (client) => client.mappings.remove(name));
  console.log(`The mapping ${name} is gone.`);
}
