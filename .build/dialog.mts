import type { Config, Field, Fields } from "../nodes/config/define.ts";

/**
 * Expands the dialog shorthand of a node's editor.html:
 *
 * - `<sl-dialog>...</sl-dialog>` becomes Node-RED's template element,
 * - `<sl-field name="..." icon="..."></sl-field>` becomes a row with label, input, tip and the place for its
 *   check, as the field's entry in config.ts says,
 * - everything else is plain HTML and stays as it is.
 */
export function expandDialog(html: string, type: string, definition: Config<Fields, Fields>): string {
  const isConfigNode = html.includes("<sl-dialog config>");
  const prefix = isConfigNode ? "node-config-input" : "node-input";
  return html
    .replace(/<sl-dialog( config)?>/g, `<script type="text/html" data-template-name="${type}">`)
    .replaceAll("</sl-dialog>", "</script>")
    .replace(/<sl-field name="([\w-]+)" icon="([\w-]+)"><\/sl-field>/g, (_, name: string, icon: string) => {
      const field = definition.fields[name] ?? definition.credentials[name];
      if (!field)
        throw new Error(`editor.html of ${type} shows "${name}", which its config.ts does not have`);
      return row(type, prefix, name, icon, field);
    });
}

function row(type: string, prefix: string, name: string, icon: string, field: Field<unknown>): string {
  const id = `${prefix}-${name}`;
  const catalogue = name === "name" ? "common" : type;
  const tip = name === "name" && prefix === "node-config-input" ? "config-name" : name;
  // A list is a group of inputs, so its label names the group.
  const named = field.kind === "list" ? `id="${id}-label"` : `for="${id}"`;
  return `<div class="form-row sl-row" id="sl-row-${name}">
<label ${named}><i class="fa fa-${icon}"></i> <span data-i18n="${catalogue}.label.${name}"></span></label>
${input(type, id, name, field)}
<div class="sl-check" id="sl-check-${name}" role="alert"></div>
<div class="sl-tip" id="sl-tip-${name}" data-i18n="${catalogue}.tip.${tip}"></div>
</div>`;
}

function input(type: string, id: string, name: string, field: Field<unknown>): string {
  const described = `aria-describedby="sl-check-${name} sl-tip-${name}"`;
  switch (field.kind) {
    case "choice":
      return `<select id="${id}" ${described}>${(field.choices ?? [])
        .map((choice) => `<option value="${choice}" data-i18n="${type}.choice.${name}.${choice}"></option>`)
        .join("")}</select>`;
    case "flag":
      return `<input type="checkbox" id="${id}" class="sl-flag" ${described}>`;
    case "textarea":
      return `<textarea id="${id}" rows="4" spellcheck="false" ${described}></textarea>`;
    case "credential":
      return `<input type="password" id="${id}" autocomplete="off" ${described}>`;
    case "list":
      return `<div id="${id}-widget" class="sl-widget" role="group" aria-labelledby="${id}-label" ${described}></div>`;
    case "version":
      throw new Error(`editor.html of ${type} shows "${name}", which is no setting`);
    case "text":
    case "number":
    case "node":
      return `<input type="text" id="${id}" ${described}>`;
  }
}
