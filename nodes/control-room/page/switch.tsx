import type { ComponentChildren } from "preact";

/** Buttons of which one is pressed. */
export function Switch({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <fieldset class="switch">
      <legend class="unseen">{label}</legend>
      {children}
    </fieldset>
  );
}
