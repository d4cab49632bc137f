/** Colors of the lines in light mode, with a contrast of at least 3:1 to the background (WCAG 1.4.11). */
const LIGHT_COLORS = ["#0b62d6", "#b3261e", "#1b7f3b", "#8a3ffc", "#9a5b00", "#00757a", "#a8327d", "#5c5f66"];
/** Colors of the lines in dark mode, with the same contrast. */
const DARK_COLORS = ["#6ea8ff", "#ff8a80", "#5fd38a", "#c3a6ff", "#f0b45a", "#4fd1d9", "#ff8fcf", "#b6bac2"];

/** Returns the CSS rules of the classes `c0`, `c1`, … */
function formatColors(colors: readonly string[]): string {
  return colors.map((color, index) => `.c${index}{stroke:${color}}`).join("");
}

/** Style sheet of the page. */
export const STYLE = `
:root{color-scheme:light dark;--back:#f3f4f6;--card:#fff;--text:#16191f;--soft:#545b64;--rule:#d5dbdb;--alarm:#b3261e;--link:#0b57b7}
@media (prefers-color-scheme:dark){:root{--back:#0f141a;--card:#1a2029;--text:#e9edf2;--soft:#aab4c0;--rule:#38424e;--alarm:#ff8a80;--link:#8ab8ff}}
*{box-sizing:border-box}
body{margin:0;padding:1rem;background:var(--back);color:var(--text);font:14px/1.45 system-ui,sans-serif}
h1,h2,h3,h4,h5,p{margin:0}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin:1rem 0 .5rem}h3{font-size:1.3rem}h4{font-size:1.1rem}
a{color:var(--link)}small,.text p{color:var(--soft)}
.note{margin-top:.5rem;padding:.5rem .75rem;border-left:4px solid var(--alarm);background:var(--card)}
.dashboard{display:grid;grid-template-columns:repeat(24,minmax(0,1fr));grid-auto-rows:minmax(36px,auto);gap:8px}
.widget{min-width:0;padding:.5rem .75rem;background:var(--card);border:1px solid var(--rule);border-radius:6px;overflow:auto}
.widget.text{background:none;border:0;padding:.25rem 0;align-self:end;overflow-wrap:anywhere}
figure{margin:0}
figcaption,caption,h5{font-size:1rem;font-weight:600;text-align:left}
figcaption small{font-weight:400}
svg{display:block;width:100%;height:auto}
svg text{font-size:12px;fill:var(--soft)}
.line{fill:none;stroke-width:2}.d1{stroke-dasharray:6 3}.d2{stroke-dasharray:2 3}
.grid{stroke:var(--rule)}
line.limit{stroke:var(--alarm);stroke-width:1.5;stroke-dasharray:5 4}text.limit{fill:var(--alarm)}
ul{list-style:none;margin:0;padding:0}
.legend{display:flex;flex-wrap:wrap;gap:0 1rem}
.legend li{display:flex;align-items:center;gap:.35rem}
.legend svg{width:18px;height:8px}
.alarms{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:4px 8px;margin-top:.35rem;max-height:20rem;overflow:auto}
.alarms li{padding:.15rem .5rem;border-left:4px solid var(--rule);overflow-wrap:anywhere}
.alarms .in-alarm{border-color:var(--alarm)}.in-alarm b{color:var(--alarm)}
table{border-collapse:collapse;width:100%}
th,td{padding:.2rem .5rem .2rem 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600;overflow-wrap:normal}
@media (max-width:60rem){.dashboard{display:block}.widget{margin-bottom:8px}}
${formatColors(LIGHT_COLORS)}
@media (prefers-color-scheme:dark){${formatColors(DARK_COLORS)}}
`;
