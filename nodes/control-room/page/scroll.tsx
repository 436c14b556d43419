import type { ComponentChildren } from "preact";

interface Props {
  readonly class: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A part of the page that scrolls by itself; the keyboard can do it in every browser, Safari too. */
export function Scroll({ class: name, label, children }: Props) {
  return (
    <section class={name} aria-label={label} ref={reachable}>
      {children}
    </section>
  );
}

function reachable(element: HTMLElement | null): void {
  if (element !== null) element.tabIndex = 0;
}
