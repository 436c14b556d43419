type Child = Node | string;

/** A new element with properties, attributes that have no property, and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], "style" | "children">> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A button that looks like Node-RED's own. */
export function button(text: string, icon: string, click: () => void): HTMLButtonElement {
  const made = element(
    "button",
    { type: "button", className: "red-ui-button red-ui-button-small", onclick: click },
    element("i", { className: `fa fa-${icon}` }),
    ...(text === "" ? [] : [` ${text}`]),
  );
  return made;
}

/** A button with an icon only; `what` is read out and shown as its tip. */
export function iconButton(what: string, icon: string, click: () => void): HTMLButtonElement {
  const made = button("", icon, click);
  made.title = what;
  made.ariaLabel = what;
  return made;
}

/** The element of the dialog with this id; a dialog without it is a fault of ours. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The dialog has no element ${id}`);
  return found;
}
