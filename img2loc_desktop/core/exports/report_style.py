"""The report's style sheets: black on white, one that all understand and one for browsers.

QTextDocument gives up a sheet at the first thing that it does not know, so there are two.
"""

from img2loc_desktop.core.exports.map_style import LIGHT, MAP

PLAIN = """\
body { color: #1d2024; background-color: #ffffff; font-family: sans-serif; font-size: 10pt; }
h1 { font-size: 18pt; }
h2 { font-size: 14pt; margin-top: 18px; }
h3 { font-size: 10pt; color: #5b6067; margin-top: 14px; margin-bottom: 4px; }
p { margin-top: 2px; margin-bottom: 2px; }
th { text-align: left; color: #5b6067; font-weight: normal; }
.headline { font-size: 13pt; font-weight: bold; }
.decided { font-weight: bold; }
.warning { color: #a84300; }
.soft, .end { color: #5b6067; }
code { font-family: monospace; font-size: 8pt; }
.new-page { page-break-before: always; }
"""

_PAPER = """\
@media screen { body { max-width: 1000px; margin: 24px auto; padding: 0 24px; } }
@page { margin: 16mm; }
body { line-height: 1.4; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
td, th { vertical-align: top; }
h2, h3 { break-after: avoid; }
tr, img, .map { break-inside: avoid; }
"""

BROWSERS = ":root {\n" + LIGHT + "}\n" + _PAPER + MAP
