// Which shortcuts mean something now: the layer put on last answers first.

export type Shortcuts = Record<string, () => void>;

type Layer = { keys: () => Shortcuts; modal: boolean };

const layers: Layer[] = [];

/** Puts a layer of shortcuts on; gives back how to take it off. A modal layer hides those below. */
export function layer(keys: () => Shortcuts, modal = false): () => void {
  const mine = { keys, modal };
  layers.push(mine);
  return () => void layers.splice(layers.indexOf(mine), 1);
}

/** Does what a shortcut means; gives false when it means nothing now. */
export function press(name: string): boolean {
  for (const { keys, modal } of [...layers].reverse()) {
    const act = keys()[name];
    if (act) {
      act();
      return true;
    }
    if (modal) return false;
  }
  return false;
}
