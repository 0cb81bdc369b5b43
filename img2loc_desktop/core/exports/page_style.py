"""The HTML page's style sheet: calm, light or dark as the system is, from 360 pixels up."""

CSS = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d2024; --soft: #5b6067; --line: #e3e1db; --card: #fbfaf8;
  --sea: #dce8f2; --land: #f4f2ec; --border: #c9c4ba; --halo: #ffffff;
  --estimate: #e69f00; --near: #0072b2; --far: #8a8a8a; --gps: #009e73; --warning: #d55e00;
  --estimate-text: #8a5f00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121417; --ink: #e6e8eb; --soft: #a0a6ae; --line: #2b2f35; --card: #181b1f;
    --sea: #15191e; --land: #262a30; --border: #3c424a; --halo: #15191e;
    --near: #4aa8e0; --gps: #2cc79b; --warning: #f08a4b; --estimate-text: #f0b53a;
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
.stock { position: absolute; width: 0; height: 0; }
.map {
  position: relative; aspect-ratio: 2.4; overflow: hidden; border-radius: 8px;
  background: var(--sea);
}
.map svg { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.land { fill: var(--land); }
.borders, .land { stroke: var(--border); stroke-width: 0.6; vector-effect: non-scaling-stroke; }
.borders { fill: none; }
.area { vector-effect: non-scaling-stroke; stroke: var(--estimate); fill: none; }
.area-50.fill { fill: var(--estimate); fill-opacity: 0.25; stroke: none; }
.area-50.edge { stroke-width: 1.5; }
.area-90.fill { stroke: none; }
.area-90.edge { stroke-width: 1.5; stroke-dasharray: 6 5; }
.mark {
  position: absolute; transform: translate(-50%, -50%); display: block; font-style: normal;
  text-decoration: none; line-height: 1;
}
.mark.estimate, .key .estimate {
  width: 16px; height: 16px; border-radius: 50%; background: var(--estimate);
  border: 2px solid var(--halo); box-shadow: 0 0 0 1px rgb(0 0 0 / 25%);
}
.mark.candidate, .key .candidate { width: 20px; height: 20px; }
.mark.candidate::before, .key .candidate::before {
  content: ""; position: absolute; inset: 3px; transform: rotate(45deg);
  border: 2px solid var(--estimate); background: var(--halo);
}
.mark.candidate span {
  position: absolute; inset: 0; display: grid; place-items: center; font-size: 10px;
  font-weight: 700; color: var(--estimate-text);
}
.mark.neighbour, .key .neighbour {
  border-radius: 50%; background: var(--near); width: 8px; height: 8px;
  border: 1px solid var(--halo);
}
.mark.own-gps, .key .own-gps { width: 16px; height: 16px; }
.mark.own-gps::before, .mark.own-gps::after, .key .own-gps::before, .key .own-gps::after {
  content: ""; position: absolute; background: var(--gps); border-radius: 1px;
  box-shadow: 0 0 0 1px var(--halo); inset: 0 6px;
}
.mark.own-gps::after, .key .own-gps::after { inset: 6px 0; box-shadow: none; }
.mark.number {
  min-width: 24px; height: 24px; padding: 0 6px; border-radius: 12px; display: grid;
  place-items: center; font-size: 13px; font-weight: 650; background: var(--estimate);
  color: #1d2024; border: 2px solid var(--halo);
}
.mark.number.hint {
  background: var(--halo); border: 2px dashed var(--estimate); color: var(--ink);
}
.key {
  display: flex; flex-wrap: wrap; gap: 4px 24px; list-style: none; margin-top: 12px;
  color: var(--soft); font-size: 14px;
}
.key li { display: flex; align-items: center; gap: 8px; }
.key i { position: relative; flex: none; }
.key .area-50, .key .area-90 { width: 24px; height: 14px; border-radius: 3px; }
.key .area-50 {
  background: color-mix(in srgb, var(--estimate) 25%, transparent);
  border: 1.5px solid var(--estimate);
}
.key .area-90 { border: 1.5px dashed var(--estimate); }
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
