// The map: ground, circles and names under one zoom; what the pointer and the keys do to it.

import { select } from "d3-selection";
import { zoom as makeZoom, zoomIdentity } from "d3-zoom";
import { createCircles } from "./circles.js";
import { createGround } from "./ground.js";
import { placeNames, shapeOf, writeNames } from "./labels.js";

const CLOSEST = 32; // magnification of the country at most
const MARGIN = 0.03; // share of the map left around the first view
const STEP = 80; // pixels that an arrow key moves the map
const SMALL_NAMES = 7; // magnification from which bassins that are no pôle are named
const READING = 7; // magnification at which a bassin found by name is shown

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Draw the map in the page. `on`: choose(card), view(map), hover(card, point). */
export function createMap(data, on) {
  const svg = document.getElementById("poles");
  const [groundCanvas, namesCanvas] = ["sol", "noms"].map((id) => document.getElementById(id));
  const ground = createGround(groundCanvas, data);
  const names = namesCanvas.getContext("2d");
  const circles = createCircles(svg, data, { focus });
  const shown = new Set(data.rangs.map((row) => row.rang));
  const size = { width: 0, height: 0, ratio: 1 };
  let view = zoomIdentity;
  let country = 1; // pixels a step when the country fills the map
  let home = zoomIdentity;
  let chosen = null;
  let placed = [];
  let frame = 0;

  const zoom = makeZoom()
    .translateExtent([[0, 0], data.cadre])
    .clickDistance(4)
    .on("zoom", ({ transform }) => {
      const scaled = transform.k !== view.k;
      view = transform;
      if (scaled) on.view(map);
      draw();
    })
    .on("end", nameAll);
  const target = select(svg).call(zoom);

  /** Radius in pixels of a number of professionals: an area, growing as the magnification. */
  function radius(effectif) {
    const unit = Math.min(Math.max(Math.min(size.width, size.height) / 190, 2.5), 4.2);
    const growth = Math.min(Math.sqrt(magnification()), 4);
    return (data.style.symbole_10000 / 2) * unit * growth * Math.sqrt(effectif / 10_000);
  }

  const magnification = () => view.k / country;
  const toScreen = ({ x, y }) => view.apply([x, y]);
  const isShown = (card) => shown.has(card.rang);

  function fitted([left, top, right, bottom]) {
    const room = 1 - 2 * MARGIN;
    const k = Math.min((size.width * room) / (right - left), (size.height * room) / (bottom - top));
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return zoomIdentity.translate(size.width / 2 - k * x, size.height / 2 - k * y).scale(k);
  }

  function resize() {
    const atHome = view.k === home.k && view.x === home.x && view.y === home.y;
    const middle = size.width && view.invert([size.width / 2, size.height / 2]);
    size.width = svg.clientWidth;
    size.height = svg.clientHeight;
    size.ratio = Math.min(devicePixelRatio || 1, 2);
    if (!size.width || !size.height) return;
    for (const canvas of [groundCanvas, namesCanvas]) {
      canvas.width = Math.round(size.width * size.ratio);
      canvas.height = Math.round(size.height * size.ratio);
    }
    country = fitted(data.france).k;
    home = fitted(data.vue);
    zoom
      .extent([[0, 0], [size.width, size.height]])
      .scaleExtent([Math.min(country, home.k), Math.max(CLOSEST * country, home.k)]);
    target.call(zoom.transform, atHome ? home : centred(middle, view.k));
    if (atHome) home = view;
    on.view(map);
    nameAll();
  }

  const centred = ([x, y], k) =>
    zoomIdentity.translate(size.width / 2 - k * x, size.height / 2 - k * y).scale(k);

  function draw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      ground.draw(view, size, shown, chosen);
      circles.draw(toScreen, radius, isShown, chosen);
      for (const name of placed) Object.assign(name.item, spot(name.item.card));
      names.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      names.clearRect(0, 0, size.width, size.height);
      writeNames(names, placed, data.style.halo);
      namesCanvas.names = placed.map((name) => ({ text: name.item.text, ...shapeOf(name) }));
    });
  }

  function spot(card) {
    const [x, y] = toScreen(card);
    const r = circles.has(card) && isShown(card) ? radius(card.effectif) : 0;
    return { x, y, r: card === chosen ? circles.ringOf(r) : r };
  }

  /** Find a place for every name that the view may hold. */
  function nameAll() {
    if (!size.width) return;
    const near = ({ x, y }) => x > -99 && y > -99 && x < size.width + 99 && y < size.height + 99;
    const poles = circles.cards.filter(isShown);
    const small =
      magnification() < SMALL_NAMES || !data.bassins
        ? []
        : data.fiches.filter((card) => card.x !== null && !poles.includes(card) && near(spot(card)));
    const first = chosen && chosen.x !== null ? [chosen] : [];
    const cards = [...new Set([...first, ...poles])].filter((card) => near(spot(card)));
    const items = [
      ...cards.map((card) => nameOf(card, card === chosen)),
      ...data.noms.map(([nom, x, y]) => nameOf({ nom, x, y })),
      ...small.filter((card) => card !== chosen).map((card) => nameOf(card)),
    ];
    placed = placeNames(items, poles.map(spot).filter(near), size, reserved());
    draw();
  }

  /** Boxes of what lies over the map. */
  function reserved() {
    const origin = svg.getBoundingClientRect();
    return ["boutons", "echelle"].map((id) => {
      const box = document.getElementById(id).getBoundingClientRect();
      return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
    });
  }

  function nameOf(card, strong) {
    const { style } = data;
    const pole = circles.has(card) && isShown(card);
    const printed = style.etiquettes[card.rang];
    const growth = Math.min(1 + Math.log2(Math.max(magnification(), 1)) / 12, 1.25);
    const pixels = Math.round(2 * growth * (pole ? Math.max(11.5, printed * 1.6) : 11.5)) / 2;
    const slanted = card.code === undefined;
    const weight = strong || card.rang === 1 ? 600 : 400;
    const font = `${slanted ? "italic " : ""}${weight} ${pixels}px "Poles Geo Sans", sans-serif`;
    names.font = font;
    return {
      card,
      font,
      text: card.nom,
      width: names.measureText(card.nom).width,
      height: pixels * 1.05,
      middle: !pole && !strong,
      strong: strong || pole,
      colour: pole || strong ? style.encre : style.gris,
      ...spot(card),
    };
  }

  /** Card under a point of the screen: a circle, one within reach, or the bassin. */
  function cardAt([x, y], reach) {
    return circles.at(x, y, reach, toScreen, radius, isShown) ?? ground.bassinAt(...view.invert([x, y]));
  }

  function go(transform) {
    if (still()) target.call(zoom.transform, transform);
    else target.transition().duration(500).call(zoom.transform, transform);
  }

  function show(card) {
    if (card.x !== null) go(centred([card.x, card.y], Math.max(view.k, READING * country)));
  }

  function choose(card) {
    chosen = card;
    nameAll();
    on.choose(card);
  }

  function focus(card) {
    const [x, y] = toScreen(card);
    const inside = x > 40 && y > 40 && x < size.width - 40 && y < size.height - 40;
    if (!inside) target.call(zoom.translateTo, card.x, card.y);
    on.hover(card, toScreen(card));
  }

  const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const scale = (factor) => (still() ? target : target.transition().duration(200)).call(zoom.scaleBy, factor);

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = circles.cardOf(event.target);
    const move = moves[event.key];
    if (move && card) circles.go(card, -move[0], -move[1], isShown);
    else if (move) target.call(zoom.translateBy, (move[0] * STEP) / view.k, (move[1] * STEP) / view.k);
    else if (card && ["Enter", " "].includes(event.key)) choose(card);
    else if (event.key === "Escape") close();
    else if (["+", "="].includes(event.key)) scale(2);
    else if (event.key === "-") scale(0.5);
    else if (event.key === "0") go(home);
    else return;
    event.preventDefault();
  }

  function close() {
    on.hover(null);
    if (chosen) choose(null);
  }

  svg.addEventListener("keydown", pressed);
  svg.addEventListener("focusout", () => on.hover(null));
  svg.addEventListener("click", (event) => {
    const touch = event.pointerType === "touch";
    choose(cardAt([event.offsetX, event.offsetY], touch ? 16 : 5) ?? null);
  });
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return on.hover(null);
    const point = [event.offsetX, event.offsetY];
    const card = cardAt(point, 5);
    svg.classList.toggle("vise", Boolean(card));
    on.hover(card ?? null, point);
  });
  svg.addEventListener("pointerleave", () => on.hover(null));
  for (const [id, act] of [["plus", () => scale(2)], ["moins", () => scale(0.5)], ["tout", () => go(home)]]) {
    document.getElementById(id).addEventListener("click", act);
  }
  new ResizeObserver(resize).observe(svg);

  const map = {
    radius,
    choose,
    show,
    metresPerPixel: () => data.pas / view.k,
    setShown(rang, visible) {
      if (visible) shown.add(rang);
      else shown.delete(rang);
      circles.keepReachable(isShown);
      nameAll();
    },
    nameAll,
    size,
  };
  return map;
}
