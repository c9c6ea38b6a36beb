/**
 * A command as it crosses the thread: the documents as they are, all the rest as one JSON text. Cloning a text costs
 * next to nothing and parsing it is twice as fast as cloning objects; putting the documents into it would be slower
 * than either. Packed by driver.ts, unpacked by group.ts.
 */
import type { Command, CommandItem, SealedDraft } from '../../core/command.ts';

export type PackedCommand = { rest: string /** Of the drafts, in their order. */; contents: readonly string[] };

type BareItem = { draft?: Omit<SealedDraft, 'content'> & { content?: string } };

export function packCommand(command: Command): PackedCommand {
  const contents: string[] = [];
  const items = command.items.map((item) => {
    if (!('draft' in item)) return item;
    const { content, ...draft } = item.draft;
    contents.push(content);
    return { ...item, draft };
  });
  return { rest: JSON.stringify({ ...command, items }), contents };
}

export function unpackCommand({ rest, contents }: PackedCommand): Command {
  const command = JSON.parse(rest) as Omit<Command, 'items'> & { items: BareItem[] };
  let next = 0;
  for (const { draft } of command.items) {
    if (draft === undefined) continue;
    const content = contents[next];
    if (content === undefined) throw new Error('every draft of a packed command must have its document');
    draft.content = content;
    next += 1;
  }
  return { ...command, items: command.items as unknown as CommandItem[] };
}

/** Roughly, so that what waits and what one commit carries can be bounded. */
export function bytesOf({ contents, rest }: PackedCommand): number {
  return contents.reduce((sum, content) => sum + content.length, rest.length);
}
