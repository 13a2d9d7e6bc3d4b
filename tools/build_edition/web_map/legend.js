// The legend: ranks to filter, sizes and scale that follow the zoom, boundaries.

import { element, HORS, SANS } from "./data.js";

const LARGEST = 110; // pixels: diameter of the largest circle of the legend

/** Sign of a rank as on the map: its circle, on the fill of its bassins when they are drawn. */
export function signOf(data, rang) {
  const row = data.rangs.find((other) => other.rang === rang);
  const svg = element("svg", { class: "signe", viewBox: "0 0 28 20", "aria-hidden": "true" });
  const { style } = data;
  const fond = rang === SANS ? style.voisinage : rang === HORS ? style.pays : row.fond;
  if (data.bassins || !row.couleur) {
    const edge = { x: 0.5, y: 0.5, width: 27, height: 19, fill: fond, stroke: style.trait_bassin };
    svg.append(element("rect", edge));
  }
  if (rang === SANS) {
    const lines = "M0 12L12 0M4 20L24 0M16 20L28 8";
    svg.append(element("path", { d: lines, stroke: style.trait_frontiere, fill: "none" }));
  }
  if (row.couleur) {
    const disc = { cx: 14, cy: 10, r: 7, fill: row.couleur, stroke: "#000", "stroke-opacity": 0.35 };
    svg.append(element("circle", { cx: 14, cy: 10, r: 8, fill: "#fff" }), element("circle", disc));
  }
  return svg;
}

/** List the ranks, each with its box to tick; `set(rang, visible)`. */
export function createFilter(data, set) {
  const box = document.getElementById("rangs");
  const inputs = new Map();
  for (const row of data.rangs) {
    const rule = element("small", {}, row.regle.join(", "));
    const text = element("span", {}, row.texte, ...(row.regle.length ? [rule] : []));
    if (row.couleur) {
      const input = element("input", { type: "checkbox", checked: "", value: row.rang });
      input.addEventListener("change", () => set(row.rang, input.checked));
      inputs.set(row.rang, input);
      box.append(element("label", { class: "rang" }, input, signOf(data, row.rang), text));
    } else {
      box.append(element("div", { class: "rang" }, signOf(data, row.rang), text));
    }
  }
  return {
    /** Tick the rank of a card that is to be seen. */
    reveal({ rang }) {
      const input = inputs.get(rang);
      if (input && !input.checked) {
        input.checked = true;
        set(rang, true);
      }
    },
  };
}

/** List the kinds of boundaries. */
export function drawBoundaries(data) {
  const box = document.getElementById("limites");
  for (const { texte, couleur, largeur } of data.limites) {
    const line = element("i", {});
    line.style.borderTop = `${Math.max(1, Math.round(largeur * 2.2))}px solid ${couleur}`;
    box.append(element("div", { class: "limite" }, line, texte));
  }
}

/** Draw nested circles of round numbers, as large as on the map. */
export function drawSizes(data, map) {
  const svg = document.querySelector("#tailles svg");
  const values = data.tailles.filter((value) => 2 * map.radius(value) <= LARGEST);
  const chosen = [];
  for (const value of values) {
    if (!chosen.length || value * 4 <= chosen.at(-1)) chosen.push(value);
    if (chosen.length === 3) break;
  }
  if (values.length && values.at(-1) * 2 <= chosen.at(-1)) chosen.push(values.at(-1));
  const radii = chosen.map(map.radius);
  const largest = radii[0] ?? 0;
  const bottom = 2 * largest + 8;
  const edge = 2 * largest + 12;
  let above = -Infinity;
  const parts = chosen.map((value, place) => {
    const r = radii[place];
    const top = bottom - 2 * r;
    const written = Math.max(top, above + 17);
    above = written;
    return element(
      "g",
      {},
      element("circle", { cx: largest + 1, cy: bottom - r, r, fill: "#fff", stroke: data.style.gris }),
      element("path", { d: `M${largest + 1} ${top}H${edge}L${edge + 8} ${written}`, stroke: data.style.gris, fill: "none" }),
      element("text", { x: edge + 12, y: written + 5 }, value.toLocaleString("fr-FR")),
    );
  });
  svg.replaceChildren(...parts);
  const label = chosen.map((value) => value.toLocaleString("fr-FR")).join(", ");
  svg.setAttribute("aria-label", `Cercles de ${label} professionnels`);
  svg.setAttribute("height", Math.max(bottom, above) + 10);
  svg.setAttribute("width", edge + 90);
  document.getElementById("tailles").hidden = !chosen.length;
}

/** Draw the scale bar: a round length, 1, 2 or 5 by a power of ten. */
export function drawScale(map) {
  const box = document.getElementById("echelle");
  const longest = Math.min(160, map.size.width / 3) * map.metresPerPixel();
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = [5, 2, 1].find((digit) => digit * power <= longest) * power;
  const unit = metres >= 1000 ? `${metres / 1000}\u00a0km` : `${metres}\u00a0m`;
  const bar = element("span");
  bar.style.width = `${metres / map.metresPerPixel()}px`;
  box.replaceChildren(unit, bar);
  box.setAttribute("aria-label", `Échelle\u00a0: la barre mesure ${unit}`);
}
