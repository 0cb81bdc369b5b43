"""How the maps of the page and of the report look: their colours, and the shape of each mark."""

LIGHT = """\
  --paper: #ffffff; --ink: #1d2024; --soft: #5b6067; --line: #e3e1db; --card: #fbfaf8;
  --sea: #dce8f2; --land: #f4f2ec; --border: #c9c4ba; --halo: #ffffff;
  --estimate: #e69f00; --near: #0072b2; --far: #8a8a8a; --gps: #009e73; --warning: #d55e00;
  --decided: #b5548f;
  --estimate-text: #8a5f00;
"""

MAP = """\
.stock { position: absolute; width: 0; height: 0; }
.map {
  position: relative; aspect-ratio: 2.4; overflow: hidden; border-radius: 8px;
  background: var(--sea);
}
/* On paper, too: without their colours the marks and the sea would not be there. */
.map, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.map svg { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.land { fill: var(--land); }
.borders, .land { stroke: var(--border); stroke-width: 0.6; vector-effect: non-scaling-stroke; }
.borders { fill: none; }
.area { vector-effect: non-scaling-stroke; stroke: var(--estimate); fill: none; }
.area-50.fill { fill: var(--estimate); fill-opacity: 0.25; stroke: none; }
.area-50.edge { stroke-width: 1.5; }
.area-90.fill { stroke: none; }
.area-90.edge { stroke-width: 1.5; stroke-dasharray: 6 5; }
.area.cells-50, .area.cells-90 { stroke: var(--warning); }
.area.cells-50.fill { fill: var(--warning); fill-opacity: 0.2; stroke: none; }
.area.cells-90.fill { fill: var(--warning); fill-opacity: 0.05; stroke: none; }
.area.cells-50.edge { stroke-width: 1; }
.area.cells-90.edge { stroke-width: 0.6; }
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
.mark.decision, .key .decision { width: 22px; height: 22px; }
.mark.decision::before, .mark.decision::after, .key .decision::before, .key .decision::after {
  content: ""; position: absolute; inset: 0; background: var(--halo);
  clip-path: polygon(50% 0, 62% 34%, 98% 35%, 70% 57%, 80% 92%, 50% 71%, 20% 92%, 30% 57%,
    2% 35%, 38% 34%);
}
.mark.decision::after, .key .decision::after { inset: 3px; background: var(--decided); }
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
.key .cells-50, .key .cells-90 { width: 24px; height: 14px; border: 1px solid var(--warning); }
.key .cells-50 { background: color-mix(in srgb, var(--warning) 20%, transparent); }
.key .cells-90 { background: color-mix(in srgb, var(--warning) 5%, transparent); }
"""
