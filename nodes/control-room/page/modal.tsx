import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { overlay } from "./screen.ts";
import { say } from "./words.ts";

interface Props {
  readonly title: string;
  readonly class?: string;
  readonly children: ComponentChildren;
  readonly onKey?: (event: KeyboardEvent) => void;
}

/** A dialog over the page: the keyboard stays in it, Escape leaves it, and the cursor goes back where it was. */
export function Modal({ title, class: name = "", children, onKey }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={name}
      aria-labelledby="modal-title"
      onCancel={(event) => {
        // At once: the next key is for the page again.
        event.preventDefault();
        overlay.set(null);
      }}
      onKeyDown={onKey}
    >
      <header>
        <h2 id="modal-title">{title}</h2>
        <button type="button" class="quiet" onClick={() => overlay.set(null)}>
          {say("modal.close")} <kbd>Esc</kbd>
        </button>
      </header>
      {children}
    </dialog>
  );
}
