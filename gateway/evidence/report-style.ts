/** Of the report: for the screen, and for A4 and Letter. */
export const REPORT_STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; background: #fff; color: #16202a;
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif; }
header { border-bottom: 3px solid #14425e; padding-bottom: 1rem; }
.kind { margin: 0; color: #14425e; font-weight: 600; letter-spacing: .04em; }
h1 { margin: .1rem 0 .4rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; color: #14425e; break-after: avoid; }
p { margin: .4rem 0 .6rem; max-width: 46rem; }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .25rem 1rem; margin: .6rem 0; }
dt { color: #4a5967; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.note { border-left: 4px solid #b07a00; background: #fdf6e6; padding: .5rem .8rem; }
.plain { border-left: 4px solid #14425e; background: #eef4f8; padding: .5rem .8rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .87rem; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #d5dde3;
  overflow-wrap: anywhere; }
th { border-bottom: 2px solid #14425e; color: #33434f; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
small { color: #4a5967; display: block; }
code, .mono { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .85em;
  overflow-wrap: anywhere; }
pre { background: #f3f6f8; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
.alarm td:nth-child(2) { color: #97210f; font-weight: 600; }
.act td:nth-child(2) { color: #0f5b34; font-weight: 600; }
.event td:nth-child(2) { font-weight: 600; }
.when { width: 25%; } .short { width: 12%; } .middle { width: 20%; } .record { width: 11%; }
footer { margin-top: 3rem; border-top: 1px solid #d5dde3; padding-top: .6rem; color: #4a5967; font-size: .85rem; }
@page { margin: 15mm 13mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 17pt; } h2 { font-size: 12.5pt; }
  table { font-size: 8.5pt; }
}
`;
