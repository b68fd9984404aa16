/**
 * Keeps `--keyboard` (px) at the height a phone's keyboard covers, so that what sticks to the bottom
 * stands on it. Browsers that shrink the page themselves report nothing covered.
 */
export function followKeyboard(): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const root = document.documentElement;
  const update = () => {
    const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
    // Less than this is a browser's bar sliding away, or a pinch, not a keyboard.
    root.style.setProperty(
      '--keyboard',
      covered > 80 && viewport.scale === 1 ? `${Math.round(covered)}px` : '0px',
    );
  };
  update();
  viewport.addEventListener('resize', update);
  viewport.addEventListener('scroll', update);
  return () => {
    viewport.removeEventListener('resize', update);
    viewport.removeEventListener('scroll', update);
    root.style.removeProperty('--keyboard');
  };
}
