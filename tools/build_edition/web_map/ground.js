// The ground under the pôles: sea, countries, boundaries, bassins filled by rank.

import { boxOf, SANS, toPath, unpack } from "./data.js";

const NEAR = 0.11; // pixels a step from which the near outlines of the bassins are drawn
const FINE = 0.045; // pixels a step under which the outlines of the bassins get thinner
const POINT = 1.6; // pixels a printed point

/** Draw the ground on a canvas, and find the bassin under a point of it. */
export function createGround(canvas, data) {
  const context = canvas.getContext("2d");
  const probe = document.createElement("canvas").getContext("2d");
  const { style } = data;
  const layers = Object.fromEntries(
    Object.entries(data.fonds).map(([name, text]) => [name, toPath(unpack(text))]),
  );
  const fills = Object.fromEntries(data.rangs.map((row) => [row.rang, row.fond]));
  const bassins = data.bassins ? data.bassins.grossiers.map(bassinOf) : [];
  const drawn = bassins.filter((bassin) => bassin.box[0] <= bassin.box[2]);

  function bassinOf(text, place) {
    const lines = unpack(text);
    return { card: data.fiches[place], box: boxOf(lines), far: toPath(lines), near: null };
  }

  function nearOf(bassin) {
    bassin.near ??= toPath(unpack(data.bassins.fins[bassin.card.place]));
    return bassin.near;
  }

  function hatching(scale) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 12;
    const ink = tile.getContext("2d");
    ink.fillStyle = style.voisinage;
    ink.fillRect(0, 0, 12, 12);
    ink.strokeStyle = style.trait_frontiere;
    ink.lineWidth = 1.5;
    ink.beginPath();
    for (const x of [-6, 0, 6, 12]) {
      ink.moveTo(x, 12);
      ink.lineTo(x + 12, 0);
    }
    ink.stroke();
    const pattern = context.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(0.5 / scale));
    return pattern;
  }

  /** Draw what a view shows; only the ranks of `shown` colour their bassins. */
  function draw(view, size, shown, chosen) {
    const { k, x, y } = view;
    const fit = size.ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(k * fit, 0, 0, k * fit, x * fit, y * fit);
    context.save();
    context.beginPath();
    context.rect(0, 0, data.cadre[0], data.cadre[1]);
    context.clip();
    context.lineJoin = context.lineCap = "round";
    fill(null, style.mer);
    fill(layers.etranger, style.etranger);
    stroke(layers.frontieres, style.trait_frontiere, style.largeurs.cote, k);
    fill(layers.pays, style.pays);
    if (drawn.length) {
      drawBassins(view, size, shown);
    } else {
      stroke(layers.departements, style.trait_departement, style.largeurs.departement, k);
    }
    stroke(layers.cote, style.trait_cote, style.largeurs.cote, k);
    stroke(layers.regions, style.trait_region, style.largeurs.region, k);
    if (data.cadres.length) drawFrames(k);
    if (chosen && bassins[chosen.place]) {
      stroke(nearOf(bassins[chosen.place]), style.encre, 1.4, k);
    }
    context.restore();
  }

  /** Draw the départements overseas, each in its frame. */
  function drawFrames(k) {
    const frames = new Path2D();
    for (const [left, top, right, bottom] of data.cadres) {
      frames.rect(left, top, right - left, bottom - top);
    }
    fill(frames, style.mer);
    fill(layers.etranger_outremer, style.etranger);
    fill(layers.pays_outremer, style.pays);
    stroke(layers.cote_outremer, style.trait_cote, style.largeurs.cote, k);
    stroke(frames, style.gris, style.largeurs.region, k);
  }

  function drawBassins({ k, x, y }, size, shown) {
    const near = k > NEAR;
    const right = (size.width - x) / k;
    const bottom = (size.height - y) / k;
    const hatched = hatching(k);
    const outline = new Path2D();
    const visible = drawn.filter(
      ({ box }) => box[0] < right && box[1] < bottom && box[2] > -x / k && box[3] > -y / k,
    );
    for (const bassin of visible) {
      const { card } = bassin;
      const path = near ? nearOf(bassin) : bassin.far;
      if (card.rang === SANS) fill(path, hatched);
      else if (fills[card.rang] && shown.has(card.rang)) fill(path, fills[card.rang]);
      outline.addPath(path);
    }
    const width = style.largeurs.bassin * Math.min(Math.max(k / FINE, 0.4), 1);
    stroke(outline, style.trait_bassin, width, k);
  }

  function fill(path, colour) {
    context.fillStyle = colour;
    if (path) context.fill(path, "evenodd");
    else context.fillRect(0, 0, data.cadre[0], data.cadre[1]);
  }

  function stroke(path, colour, width, k) {
    context.strokeStyle = colour;
    context.lineWidth = (width * POINT) / k;
    context.stroke(path);
  }

  /** Card of the bassin that holds a point, in steps of the grid. */
  function bassinAt(x, y) {
    return drawn.find(
      ({ box, far }) =>
        x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] &&
        probe.isPointInPath(far, x, y, "evenodd"),
    )?.card;
  }

  return { draw, bassinAt };
}
