// The page: data read once, then map, card, legend and search that speak to one another.

import { drawCard } from "./card.js";
import { readData } from "./data.js";
import { createFilter, drawBoundaries, drawScale, drawSizes } from "./legend.js";
import { createMap } from "./map.js";
import { createSearch } from "./search.js";

const FACES = ["", "600", "italic"];

const data = readData();
const bubble = document.getElementById("bulle");

const announce = (text) => {
  document.getElementById("annonce").textContent = text;
};

const map = createMap(data, { choose, hover, view });
const filter = createFilter(data, (rang, visible) => {
  map.setShown(rang, visible);
  const row = data.rangs.find((other) => other.rang === rang);
  announce(`${row.texte}${visible ? " affiché" : " masqué"}`);
});
createSearch(data, seek, announce);
drawBoundaries(data);
choose(null);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) map.choose(null);
});
Promise.all(FACES.map((face) => document.fonts.load(`${face} 12px "Poles Geo Sans"`))).then(map.nameAll);

function choose(card) {
  drawCard(data, card, {
    close: () => {
      map.choose(null);
      document.getElementById("poles").focus();
    },
    show: () => seek(card),
  });
}

function seek(card) {
  filter.reveal(card);
  map.choose(card);
  map.show(card);
}

function view(seen) {
  drawSizes(data, seen);
  drawScale(seen);
}

/** Say what is under the pointer, or under the focus. */
function hover(card, point) {
  bubble.hidden = !card;
  if (!card) return;
  const row = data.rangs.find((other) => other.rang === card.rang);
  const figure = card.comptes[0] ? `${card.comptes[0]} professionnels` : "";
  const name = document.createElement("b");
  name.textContent = card.nom;
  bubble.replaceChildren(name, row.nom, document.createElement("br"), figure);
  const { clientWidth, clientHeight } = bubble.parentElement;
  const x = Math.min(point[0] + 14, clientWidth - bubble.offsetWidth - 4);
  const below = point[1] + 16;
  const y = below + bubble.offsetHeight > clientHeight ? point[1] - bubble.offsetHeight - 12 : below;
  bubble.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
}
