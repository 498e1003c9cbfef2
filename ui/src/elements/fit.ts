// Shrinks a text until it fits its box in the lines it may take: no name is ever cut off.

type Fit = { text: string; lines: number; least?: number };

const LARGEST = 1;

function fits(node: HTMLElement, lines: number): boolean {
  const line = parseFloat(getComputedStyle(node).lineHeight);
  return node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= line * lines + line * 0.35;
}

/** Sets `--fit`, a factor from `least` to 1, on the node; its font size is to be multiplied by it. */
export function fit(node: HTMLElement, wanted: Fit) {
  let { lines, least = 0.34 } = wanted;
  const set = (factor: number) => node.style.setProperty('--fit', factor.toFixed(3));
  function shrink(): void {
    set(LARGEST);
    if (fits(node, lines)) return;
    let [low, high] = [least, LARGEST];
    for (let step = 0; step < 7; step += 1) {
      const middle = (low + high) / 2;
      set(middle);
      if (fits(node, lines)) low = middle;
      else high = middle;
    }
    set(low);
  }
  const watch = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(shrink);
  if (node.parentElement) watch?.observe(node.parentElement);
  shrink();
  void document.fonts?.ready.then(shrink);
  return {
    update(next: Fit) {
      ({ lines, least = 0.34 } = next);
      shrink();
    },
    destroy: () => watch?.disconnect(),
  };
}
