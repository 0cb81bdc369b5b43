"""The HTML page's style sheet: calm, light or dark as the system is, from 360 pixels up."""

from img2loc_desktop.core.exports.map_style import LIGHT, MAP

_TEXT = """\
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121417; --ink: #e6e8eb; --soft: #a0a6ae; --line: #2b2f35; --card: #181b1f;
    --sea: #15191e; --land: #262a30; --border: #3c424a; --halo: #15191e;
    --near: #4aa8e0; --gps: #2cc79b; --warning: #f08a4b; --decided: #e08fc0;
    --estimate-text: #f0b53a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
h1, h2, h3, p, ol, ul, dl, dd, figure { margin: 0; padding: 0; }
h1 { font-size: 28px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 22px; line-height: 1.3; font-weight: 650; letter-spacing: -0.005em; }
h3 { font-size: 14px; font-weight: 600; color: var(--soft); margin-bottom: 8px; }
a { color: inherit; }
header { padding-top: 40px; padding-bottom: 24px; }
header p { color: var(--soft); margin-top: 4px; }
.note {
  margin-top: 16px; padding: 8px 0 8px 16px; border-left: 3px solid var(--warning);
  color: var(--ink); max-width: 72ch;
}
header .note { color: var(--ink); }
"""

_CARDS = """\
.overview { margin-bottom: 16px; }
article { border-top: 1px solid var(--line); padding: 32px 0 40px; }
.top { display: grid; grid-template-columns: 184px minmax(0, 1fr); gap: 24px; }
.top img {
  width: 100%; max-height: 184px; object-fit: cover; border-radius: 8px; display: block;
}
.missing {
  border: 1px dashed var(--border); border-radius: 8px; padding: 12px; color: var(--soft);
  font-size: 14px; min-height: 96px;
}
.file { color: var(--soft); font-size: 14px; margin-bottom: 4px; }
.sure { margin-top: 4px; font-size: 17px; max-width: 64ch; }
.gps { margin-top: 8px; color: var(--soft); max-width: 72ch; }
.gps::before {
  content: "\\271A"; color: var(--gps); margin-right: 8px;
}
.extent { margin-top: 4px; color: var(--soft); max-width: 72ch; }
.decided { margin-top: 8px; font-weight: 600; max-width: 72ch; }
.decided::before { content: "\\2605"; color: var(--decided); margin-right: 8px; }
.decided-note { margin-left: 24px; max-width: 72ch; }
.model { margin-top: 8px; color: var(--soft); max-width: 72ch; overflow-wrap: anywhere; }
.body {
  display: grid; grid-template-columns: minmax(0, 1.9fr) minmax(260px, 1fr); gap: 32px;
  margin-top: 24px; align-items: start; grid-template-rows: auto 1fr;
}
.evidence { margin-top: -16px; }
.side { grid-column: 2; grid-row: 1 / span 2; display: grid; gap: 24px; }
.side h3 { display: flex; justify-content: space-between; gap: 16px; }
.side h3 span + span { font-weight: 400; text-align: right; flex: none; }
.bars { list-style: none; display: grid; gap: 8px; }
.bars li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 16px; }
.bars .bar {
  grid-column: 1 / -1; height: 6px; border-radius: 3px; background: var(--line);
  overflow: hidden; margin-top: 2px;
}
.bars .bar i { display: block; height: 100%; border-radius: 3px; background: var(--estimate); }
.bars.plain .bar i { background: var(--soft); }
.bars .rank { color: var(--soft); margin-right: 8px; }
details { border-bottom: 1px solid var(--line); padding: 12px 0; }
summary { cursor: pointer; color: var(--soft); font-size: 14px; font-weight: 600; }
summary:hover { color: var(--ink); }
table { border-collapse: collapse; margin-top: 12px; width: 100%; font-size: 14px; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: 4px 16px 4px 0; vertical-align: top; }
td.figure, th.figure { text-align: right; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 24px;
  margin-top: 12px; font-size: 14px; }
dt { color: var(--soft); }
code { font: 13px/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace;
  word-break: break-all; }
.failure h2 { color: var(--warning); font-size: 18px; }
footer { color: var(--soft); font-size: 14px; padding-bottom: 48px; }
footer p { border-top: 1px solid var(--line); padding-top: 16px; }
@media (max-width: 860px) {
  .body { grid-template-columns: minmax(0, 1fr); gap: 24px; }
  .side { grid-column: auto; grid-row: auto; }
  .evidence { margin-top: 0; border-top: 1px solid var(--line); }
}
@media (max-width: 560px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 24px; }
  h1 { font-size: 24px; }
  h2 { font-size: 20px; }
  .top { grid-template-columns: minmax(0, 1fr); gap: 16px; }
  .sure { font-size: 16px; }
  .wide { display: none; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 8px; }
}
@media print {
  article { break-inside: avoid; }
}
"""

CSS = "\n:root {\n  color-scheme: light dark;\n" + LIGHT + "}\n" + _TEXT + MAP + _CARDS
