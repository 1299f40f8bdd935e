/** The report's whole style: no font, image or sheet from outside. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1c1d20; --faint: #5c6068; --rule: #d9d9d4; --panel: #f4f4ef;
  --clean: #0072b2; --mislabelled: #d55e00; --accent: #0a5c96; --on-accent: #ffffff; --warning: #9a3d00;
  --series-1: #0072b2; --series-2: #d55e00; --series-3: #007a5a; --series-4: #b0478a; --series-5: #7a6200;
  --series-6: #4a7fb0; --series-7: #555b66;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17181b; --ink: #e6e6e3; --faint: #a3a7ae; --rule: #3a3c41; --panel: #212327;
    --clean: #56b4e9; --mislabelled: #f0914a; --accent: #7cc4f0; --on-accent: #10171d; --warning: #f0a868;
    --series-1: #56b4e9; --series-2: #f0914a; --series-3: #3ec9a0; --series-4: #e08bc0; --series-5: #d8c04a;
    --series-6: #9cc4ee; --series-7: #b4bac4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 64rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Source Serif 4', Georgia, serif;
}
h1, h2, h3, table, figure svg, summary, .status { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: .9rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
p, ul { max-width: 44rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem .8rem; background: var(--paper); z-index: 2; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }
header { margin-bottom: 1.25rem; }
header .status { margin: 0 0 .35rem; }
nav ul {
  display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; max-width: none; margin: 0; padding: .7rem 0; list-style: none;
  border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule);
}
nav a { font: .875rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { scroll-margin-top: 1rem; }
section:first-child h2 { border-top: 0; margin-top: 1rem; }
h1, h2, h3, p, li, th, td { overflow-wrap: break-word; }
.status { color: var(--faint); font-size: .9rem; }
.scroll {
  overflow-x: auto; margin: 1rem 0 .5rem;
  /* A shadow where more can be scrolled to: the covers move with the content, the shadows stay. */
  background:
    linear-gradient(to right, var(--paper) .75rem, transparent) 0 0 / 2rem 100% local no-repeat,
    linear-gradient(to left, var(--paper) .75rem, transparent) 100% 0 / 2rem 100% local no-repeat,
    linear-gradient(to right, var(--rule), transparent) 0 0 / .75rem 100% scroll no-repeat,
    linear-gradient(to left, var(--rule), transparent) 100% 0 / .75rem 100% scroll no-repeat;
}
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 .6rem; }
th, td { padding: .35rem .8rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
th { font-weight: 600; }
thead th { color: var(--faint); white-space: normal; min-width: 4.5rem; vertical-align: bottom; }
thead th[colspan] { text-align: center; white-space: normal; color: var(--ink); }
thead tr:last-child th { border-bottom: 1px solid var(--ink); }
thead th[rowspan] { border-bottom: 1px solid var(--ink); vertical-align: bottom; }
th:first-child { text-align: left; padding-left: 0; }
th.text, td.text { text-align: left; }
td.text { color: var(--faint); }
tbody th, thead tr:first-child th:first-child { position: sticky; left: 0; background: var(--paper); }
.verdict { font-size: .75em; vertical-align: .1em; }
.verdict.better { color: var(--clean); }
.verdict.worse { color: var(--mislabelled); }
tbody th { font-weight: 400; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
.deviation { color: var(--faint); font-weight: 400; }
.none { color: var(--faint); }
td .missing { display: block; }
.missing { color: var(--warning); font-style: italic; }
.notes { margin: .5rem 0 1.5rem; padding-left: 1.1rem; color: var(--faint); font-size: .875rem; }
figure { margin: 1.5rem 0 2.5rem; break-inside: avoid; }
figure svg { color: var(--ink); }
figure .scroll > svg { display: block; min-width: 36rem; max-width: 100%; height: auto; }
figcaption { max-width: 44rem; color: var(--faint); font-size: .9rem; }
figcaption strong { color: var(--ink); }
.absent { color: var(--faint); font-style: italic; }
details { margin: .75rem 0; }
summary { cursor: pointer; font-size: .95rem; }
pre {
  overflow-x: auto; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--rule);
  font: .8rem/1.45 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
code { font: .85em ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
a { color: var(--accent); }
@media (min-width: 68rem) {
  /* Wide tables use the margin on the right; text keeps its measure. */
  .scroll:has(> table) { width: max-content; max-width: calc(50vw + 50% - 1.25rem); }
  td.text { white-space: normal; }
}
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  ul { padding-left: 1.25rem; }
  tbody th, thead tr:first-child th:first-child { min-width: 8rem; white-space: normal; }
  caption { position: sticky; left: 0; max-width: calc(100vw - 2rem); }
}
@page { margin: 14mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --faint: #444; --rule: #bbb; --panel: #fff;
    --clean: #0072b2; --mislabelled: #d55e00; --accent: #0a5c96; --on-accent: #fff; --warning: #7a3000;
    --series-1: #0072b2; --series-2: #d55e00; --series-3: #007a5a; --series-4: #b0478a; --series-5: #7a6200;
    --series-6: #4a7fb0; --series-7: #555b66;
  }
  body { max-width: none; padding: 0; font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .scroll, pre { overflow: visible; }
  .scroll { background: none; }
  pre { white-space: pre-wrap; }
  figure .scroll > svg { min-width: 0; }
  h2, h3 { break-after: avoid; }
  table { font-size: 7.5pt; }
  .notes, figcaption { font-size: 8.5pt; }
  th, td, thead th { padding: .2rem .4rem; white-space: normal; min-width: 0; }
  tr { break-inside: avoid; }
  nav, .skip { display: none; }
  tbody th, thead tr:first-child th:first-child { position: static; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
