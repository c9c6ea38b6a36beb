/**
 * A form as the value that JSON would have said: the vendor's framework binds both (quirk 1). Names tell the way,
 * `shipTo.postalCode`, `items[0].sku`, `items[0][sku]`, `tagIds[]`; every value is a text, which the schemas put right.
 * Never throws but for a form that says two things of one name, or nothing that could be understood.
 * Called by json-body.ts.
 */

/** An order has five levels. */
const LEVELS_MAX = 10;
const NAME = /^([^.[\]]*)((?:\.[^.[\]]+|\[[^.[\]]*\])*)$/;
const STEP = /\.([^.[\]]+)|\[([^.[\]]*)\]/g;
const INDEX = /^\d{0,6}$/;

type Node = { texts: string[]; children: Map<string, Node> };
/** What is wrong with a form. */
export type FormProblem = { problem: string };

export function valueOfForm(text: string): { value: unknown } | FormProblem {
  const root = newNode();
  for (const [name, value] of new URLSearchParams(text)) {
    const steps = stepsOf(name);
    if (steps === null) return { problem: `the name ${JSON.stringify(name.slice(0, 80))} leads nowhere` };
    let node = root;
    for (const step of steps) node = childOf(node, step);
    node.texts.push(value);
  }
  const problem = problemIn(root);
  if (problem !== null) return { problem };
  return { value: root.children.size === 0 ? {} : valueAt(root) };
}

/** Null for what is no way, or too long a one. */
function stepsOf(name: string): readonly string[] | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const [, first = '', rest = ''] = match;
  const others = [...rest.matchAll(STEP)].map(([, word, index]) => word ?? index ?? '');
  const steps = first === '' ? others : [first, ...others];
  return steps.length === 0 || steps.length > LEVELS_MAX ? null : steps;
}

function newNode(): Node {
  return { texts: [], children: new Map() };
}

/** `[]` is the next of a list. */
function childOf(node: Node, step: string): Node {
  const key = step === '' ? String(node.children.size) : step;
  const known = node.children.get(key);
  if (known !== undefined) return known;
  const child = newNode();
  node.children.set(key, child);
  return child;
}

function problemIn(node: Node, name = ''): string | null {
  if (node.texts.length > 0 && node.children.size > 0) {
    return `the name ${JSON.stringify(name.slice(0, 80))} has a value and parts`;
  }
  for (const [step, child] of node.children) {
    const problem = problemIn(child, step);
    if (problem !== null) return problem;
  }
  return null;
}

/** A name that was said more than once is a list, and so is one whose parts are all counted; gaps are closed. */
function valueAt({ texts, children }: Node): unknown {
  if (children.size === 0) return texts.length === 1 ? texts[0] : texts;
  const entries = [...children];
  if (!entries.every(([step]) => INDEX.test(step))) {
    return Object.fromEntries(entries.map(([step, child]) => [step, valueAt(child)]));
  }
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, child]) => valueAt(child));
}
