// Which shortcuts mean something now: the layer put on last answers first.

export type Shortcuts = Record<string, () => void>;

/** A dialog hides the screens below it; what concerns the whole window answers through it. */
type Reach = 'screen' | 'dialog' | 'window';
type Layer = { keys: () => Shortcuts; reach: Reach };

const layers: Layer[] = [];

/** Puts a layer of shortcuts on; gives back how to take it off. */
export function layer(keys: () => Shortcuts, reach: Reach = 'screen'): () => void {
  const mine = { keys, reach };
  layers.push(mine);
  return () => void layers.splice(layers.indexOf(mine), 1);
}

/** Does what a shortcut means; gives false when it means nothing now. */
export function press(name: string): boolean {
  let hidden = false;
  for (const { keys, reach } of [...layers].reverse()) {
    const act = hidden && reach !== 'window' ? undefined : keys()[name];
    if (act) {
      act();
      return true;
    }
    hidden ||= reach === 'dialog';
  }
  return false;
}
