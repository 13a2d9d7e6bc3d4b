// The pôles: proportional circles that the pointer finds and the keyboard walks through.

import { element } from "./data.js";

const RING = 1; // pixels of white around a circle

/** Make the circles, largest first. `on.focus(card)` when the keyboard reaches one. */
export function createCircles(svg, data, on) {
  const colours = new Map(data.rangs.filter((row) => row.couleur).map((row) => [row.rang, row]));
  const cards = data.fiches.filter((card) => colours.has(card.rang) && card.x !== null);
  const nodes = new Map();
  const mark = element("g", { class: "marque" }, element("circle"), element("circle"));
  for (const card of [...cards].sort((a, b) => b.effectif - a.effectif)) {
    const { couleur, nom } = colours.get(card.rang);
    const node = element(
      "g",
      {
        class: "pole",
        role: "button",
        tabindex: -1,
        "aria-pressed": false,
        "aria-label": `${card.nom}, ${nom}, ${card.comptes[0]} professionnels`,
      },
      element("circle", { class: "anneau" }),
      element("circle", { fill: couleur, stroke: "#000", "stroke-opacity": 0.35 }),
    );
    node.addEventListener("focus", () => {
      reach(card);
      if (node.matches(":focus-visible")) on.focus(card);
    });
    nodes.set(card, node);
    svg.append(node);
  }
  svg.append(mark);
  let reachable = cards[0];
  if (reachable) reach(reachable);

  /** Make a pôle the one where the Tab key arrives. */
  function reach(card) {
    nodes.get(reachable).setAttribute("tabindex", -1);
    nodes.get(card).setAttribute("tabindex", 0);
    reachable = card;
  }

  function draw(toScreen, radius, isShown, chosen) {
    for (const [card, node] of nodes) {
      const visible = isShown(card);
      node.style.display = visible ? "" : "none";
      node.setAttribute("aria-pressed", card === chosen);
      if (!visible) continue;
      const r = radius(card.effectif);
      node.setAttribute("transform", `translate(${toScreen(card).join()})`);
      node.firstChild.setAttribute("r", r + RING);
      node.lastChild.setAttribute("r", r);
    }
    const marked = chosen && chosen.x !== null;
    mark.style.display = marked ? "" : "none";
    if (marked) {
      const r = nodes.has(chosen) && isShown(chosen) ? radius(chosen.effectif) : 0;
      mark.setAttribute("transform", `translate(${toScreen(chosen).join()})`);
      for (const circle of mark.children) circle.setAttribute("r", ringOf(r));
    }
  }

  /** Radius of the ring around what is chosen. */
  function ringOf(r) {
    return Math.max(r + 4, 8);
  }

  /** Smallest circle that holds a point, or the nearest within reach. */
  function at(x, y, within, toScreen, radius, isShown) {
    let best;
    let least = Infinity;
    for (const card of cards.filter(isShown)) {
      const [cx, cy] = toScreen(card);
      const r = radius(card.effectif);
      const beyond = Math.hypot(x - cx, y - cy) - r;
      const score = beyond <= 0 ? r - 1e6 : beyond;
      if (beyond <= within && score < least) [best, least] = [card, score];
    }
    return best;
  }

  /** Move the focus to the nearest pôle in a direction. */
  function go(from, across, down, isShown) {
    let best;
    let least = Infinity;
    for (const card of cards.filter(isShown)) {
      const [dx, dy] = [card.x - from.x, card.y - from.y];
      const along = dx * across + dy * down;
      const aside = Math.abs(dx * down + dy * across);
      const score = along + 2 * aside;
      if (card !== from && along > 0 && aside <= 2 * along && score < least) [best, least] = [card, score];
    }
    if (best) nodes.get(best).focus();
  }

  return {
    cards,
    at,
    draw,
    go,
    ringOf,
    has: (card) => nodes.has(card),
    cardOf: (node) => cards.find((card) => nodes.get(card) === node.closest?.(".pole")),
    keepReachable(isShown) {
      if (reachable && !isShown(reachable)) reach(cards.find(isShown) ?? reachable);
    },
  };
}
