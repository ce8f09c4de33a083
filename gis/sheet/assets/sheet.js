"use strict";
// Rows come as microdegrees from an origin, see gis/sheet/encoding.py. Texts are set as text, never as markup.
const sheetRows = JSON.parse(document.getElementById("rows").textContent);
const SHADES = sheetRows.shades, THEMES = sheetRows.themes.map(([key, title, english, sign, colour, shades]) => ({ key, title, english, sign, colour, shades }));
const SHADED = THEMES.find((theme) => theme.shades).key;
const shown = new Set(), POINT = 45;

const unit = (value, axis) => (value + sheetRows.origin[axis]) / 1e6;
function ring(steps) {
  const points = [];
  for (let at = 0, x = 0, y = 0; at < steps.length; at += 2) points.push([unit((x += steps[at]), 0), unit((y += steps[at + 1]), 1)]);
  points.push(points[0]);
  return points;
}
const square = (x, y) => [[[x - POINT, y - POINT, 2 * POINT, 0, 0, 2 * POINT, -2 * POINT, 0]]];
function feature(kind, polygons, x, y, properties, counts) {
  const [households, people, dwellings, visited, party, ...done] = counts;
  const work = Object.fromEntries(THEMES.map(({ key }, at) => [key, { open: done[3 * at] || 0, closed: done[3 * at + 1] || 0, visits: done[3 * at + 2] || 0 }]));
  const drawn = polygons.length ? polygons : square(x, y);
  return {
    type: "Feature",
    geometry: { type: "MultiPolygon", coordinates: drawn.map((rings) => rings.map(ring)) },
    properties: { kind, at: L.latLng(unit(y, 1), unit(x, 0)), households, people, dwellings, visited, party, work, ...properties },
  };
}
const sections = sheetRows.sections.map(([polygons, x, y, code, name, tint, ...counts]) => feature("section", polygons, x, y, { code, name, tint }, counts));
const buildings = sheetRows.buildings.map(([polygons, x, y, address, name, section, ...counts]) =>
  feature("building", polygons, x, y, { address, name, section: sections[section] && sections[section].properties }, counts));
const buildingGroups = (sheetRows.groups || []).map(([polygons, name, households, headed, members]) => {
  const of = { kind: "group", name, households, headed };
  for (const at of members) buildings[at].properties.group = of;
  return { type: "Feature", geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map(ring)) }, properties: of };
});

// --- colour: never alone, every shade has its number and every chip its sign
const homes = (of) => of.households ?? of.dwellings;
const shade = (count) => SHADES.reduce((found, [colour, from]) => ((count ?? 0) >= from ? colour : found), SHADES[0][0]);
const sheetStyle = {
  sections: ({ properties: of }) => ({ color: "#4a4a4a", weight: 1.8, fillColor: of.tint, fillOpacity: 1 }),
  buildings: ({ properties: of }) => ({ color: "#555", weight: 0.6, fillColor: shown.has(SHADED) ? shade(homes(of)) : "#e4e2dc", fillOpacity: 1 }),
  groups: () => ({ color: "#7a3b00", weight: 1.6, dashArray: "5 4", fill: false }),
};

// --- words
function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
function chip(theme, of) {
  const { open, closed, visits } = of.work[theme.key], told = theme.key === "party" && visits;
  if (!open && !closed && !told) return null;
  const made = element("span", open ? "chip open" : "chip", theme.sign + (open || ""));
  if (closed) made.append(element("s", "", (open ? "/" : "") + closed));
  if (told) made.append(element("s", "", " 访" + visits));
  made.style.setProperty("--of", theme.colour);
  return made;
}
const chips = (of) => THEMES.filter((theme) => shown.has(theme.key)).map((theme) => chip(theme, of)).filter(Boolean);
function homesWords(of) {
  const registered = of.households == null ? "尚无住户登记" : `登记 ${of.households} 户 ${of.people ?? "—"} 人`;
  return `${registered}${of.dwellings == null ? "" : `，住房 ${of.dwellings} 套`}，最近走访 ${of.visited || "—"}，`;
}
function partyWords({ party }) {
  if (!party) return "";
  const [organisations, withParty, members, groups] = party;
  return `单位 ${organisations} 个（党组织 ${withParty} 个、党员 ${members} 名），党小组 ${groups} 个，`;
}
function line(theme, ...told) {
  const sign = element("b", "sign", theme.sign);
  sign.style.background = theme.colour;
  return element("p", "", sign, ` ${theme.title} `, element("span", "", ...told));
}
function words(theme, of) {
  const { open, closed, visits } = of.work[theme.key];
  const before = theme.shades ? homesWords(of) : `${theme.key === "party" ? partyWords(of) : ""}${visits ? `走访 ${visits} 次，` : ""}`;
  return [`${before}未结 ${open} 件，已结 ${closed} 件 `, element("i", "", `${open} open, ${closed} closed`)];
}
function tip(layer) {
  const of = layer.feature.properties, box = element("div", "tip");
  if (of.kind === "section") box.append(element("h4", "", `${of.code} ${of.name}`));
  else {
    box.append(element("h4", "", of.address || of.name || "（无门牌 no address）"));
    const under = [of.address && of.name !== of.address ? of.name : "", of.section ? `${of.section.code.slice(-3)} ${of.section.name}` : "不在网格内"];
    box.append(element("p", "under", under.filter(Boolean).join(" · ")));
    if (of.group) box.append(element("p", "under", `${of.group.name} · ${of.group.households} 户 · ${of.group.headed ? "有楼长 headed" : "楼长空缺 vacant"}`));
  }
  for (const theme of THEMES) box.append(line(theme, ...words(theme, of)));
  return box;
}

// --- labels: the important ones first, none over another, only what is in view
const pen = document.createElement("canvas").getContext("2d");
const FONT = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif';
function width(text, size) {
  pen.font = `600 ${size}px ${FONT}`;
  return pen.measureText(text).width;
}
class Taken {
  cells = new Map();
  area = 0;
  each([left, top, right, bottom], visit) {
    for (let x = left >> 6; x <= right >> 6; x++) for (let y = top >> 6; y <= bottom >> 6; y++) if (visit(`${x},${y}`)) return true;
    return false;
  }
  hit(box, own) {
    const over = (other) => other !== own && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
    return this.each(box, (cell) => (this.cells.get(cell) || []).some(over));
  }
  add(box) {
    this.each(box, (cell) => void (this.cells.has(cell) ? this.cells.get(cell).push(box) : this.cells.set(cell, [box])));
  }
}
const NUMBER = [30, 18];
function sectionForms(of) {
  const number = of.code.slice(-3), households = homes(of), marks = chips(of);
  const head = () => element("div", "", element("b", "number", number), " ", of.name);
  const homesLine = shown.has(SHADED) && households != null ? [element("div", "homes", `${of.households == null ? "约 " : ""}${households} 户`)] : [];
  const named = width(`${number}  ${of.name}`, 13) + 10, marked = marks.reduce((sum, mark) => sum + width(mark.textContent, 10.5) + 10, 0);
  const form = (wide, ...rows) => ({ className: "label", rows: [head(), ...rows], size: [wide, 20 + 17 * rows.length] });
  const forms = [form(named, ...homesLine), form(named), { className: "label", rows: [element("b", "number", number)], size: NUMBER }];
  return marks.length ? [form(Math.max(named, marked), ...homesLine, element("div", "chips", ...marks)), ...forms] : forms;
}
function buildingForms(of, room) {
  const forms = [], marks = chips(of), wideOf = (list) => list.reduce((sum, mark) => sum + width(mark.textContent, 10.5) + 10, 0);
  const households = shown.has(SHADED) ? homes(of) : null;
  const text = households ? (of.households == null ? `约${households}` : `${households}`) : "";
  const fits = text && room.x > width(text, 11) * 0.9 && room.y > 9;
  const plain = () => element("span", households >= SHADES[SHADES.length - 1][1] && room.x > width(text, 11) + 4 && room.y > 15 ? "count pale" : "count", text);
  if (marks.length) {
    const row = element("div", "chips", ...marks), wide = wideOf(marks);
    if (fits) forms.push({ className: "mark", rows: [plain(), row], size: [Math.max(wide, width(text, 11)), 31] });
    forms.push({ className: "mark", rows: [row], size: [wide, 17] });
  }
  if (fits) forms.push({ className: "mark", rows: [plain()], size: [width(text, 11), 13] });
  return forms;
}
const urgency = (of) => THEMES.reduce((sum, { key }) => sum + (shown.has(key) ? of.work[key].open * 100 + of.work[key].closed : 0), 0);

function drawSheet({ map, layers, groups }) {
  layers.sections.addData(sections);
  layers.buildings.addData(buildings);
  if (layers.groups) layers.groups.addData(buildingGroups);
  const labels = L.layerGroup().addTo(map);
  const everything = L.featureGroup([layers.sections, layers.buildings]);
  const footprints = new Map();
  layers.buildings.eachLayer((layer) => footprints.set(layer.feature.properties, layer.getBounds()));

  const LETTERED = 0.06; // share of the map that labels of buildings may take: a wall map, not a list
  function boxOf(of, [across, down]) {
    const at = map.latLngToContainerPoint(of.at);
    return [at.x - across / 2 - 1, at.y - down / 2 - 1, at.x + across / 2 + 1, at.y + down / 2 + 1];
  }
  function put(of, forms, taken, own) {
    for (const { className, rows, size } of forms) {
      const box = boxOf(of, size);
      if (taken.hit(box, own)) continue;
      taken.add(box);
      taken.area += size[0] * size[1];
      const icon = L.divIcon({ className, html: element("div", "", ...rows), iconSize: [0, 0] });
      labels.addLayer(L.marker(of.at, { icon, interactive: false, keyboard: false }));
      return true;
    }
    return false;
  }
  function putSections(taken, view) {
    const inView = sections.map(({ properties }) => properties).filter((of) => view.contains(of.at));
    const numbers = inView.map((of) => boxOf(of, NUMBER)); // room for every number first, names and counts where they fit
    numbers.forEach((box) => taken.add(box));
    inView.forEach((of, at) => put(of, sectionForms(of), taken, numbers[at]));
  }
  function putGroups(taken, view) {
    if (!layers.groups || !map.hasLayer(layers.groups)) return;
    layers.groups.eachLayer((layer) => {
      const { name, households } = layer.feature.properties, bounds = layer.getBounds(), at = bounds.getCenter(), text = `${name} ${households}户`;
      const low = map.latLngToContainerPoint(bounds.getSouthWest()), high = map.latLngToContainerPoint(bounds.getNorthEast());
      const size = [width(text, 11) + 6, 15];
      if (view.contains(at) && high.x - low.x > size[0] && low.y - high.y > 2 * size[1]) put({ at }, [{ className: "mark group", rows: [element("span", "", text)], size }], taken);
    });
  }
  function room(of) {
    const bounds = footprints.get(of), low = map.latLngToContainerPoint(bounds.getSouthWest()), high = map.latLngToContainerPoint(bounds.getNorthEast());
    return { x: high.x - low.x, y: low.y - high.y };
  }
  function label() {
    labels.clearLayers();
    const taken = new Taken(), view = map.getBounds().pad(0.05);
    putSections(taken, view);
    putGroups(taken, view);
    const { x: across, y: down } = map.getSize(), budget = taken.area + LETTERED * across * down;
    const inView = buildings.map(({ properties }) => properties).filter((of) => view.contains(of.at));
    const wanted = inView.map((of) => [of, urgency(of)]).sort(([a, x], [b, y]) => y - x || (homes(b) ?? 0) - (homes(a) ?? 0));
    const left = wanted.filter(([of, urgent]) => (taken.area > budget || !put(of, buildingForms(of, room(of)), taken)) && urgent >= 100).length;
    document.getElementById("unseen").textContent = left ? `另有 ${left} 栋的未结事项因图面拥挤未标出，放大可见。 ${left} more buildings with open matters: zoom in.` : "";
  }
  function fit() {
    map.invalidateSize({ animate: false, pan: false });
    if (everything.getBounds().isValid()) map.fitBounds(everything.getBounds(), { animate: false, padding: [14, 14] });
    else map.setView([32, 119], 10);
  }
  function restyle() {
    for (const theme of THEMES) shown[map.hasLayer(groups[theme.key]) ? "add" : "delete"](theme.key);
    layers.buildings.setStyle(sheetStyle.buildings);
  }
  document.documentElement.classList.toggle("long", document.querySelector(".register.long") !== null);
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
  const north = L.control({ position: "topright" });
  north.onAdd = () => element("div", "north", element("b", "", "北"), element("i", "", "N"));
  north.addTo(map);
  for (const layer of [layers.sections, layers.buildings]) layer.bindTooltip(tip, { sticky: true, className: "tips" });
  map.on("overlayadd overlayremove", () => { restyle(); label(); });
  map.on("moveend", label);
  map.on("resize", fit);
  restyle();
  fit();
  // A printed page has another shape than the window: the map takes it before the picture is made.
  addEventListener("beforeprint", () => { document.documentElement.classList.add("printing"); fit(); });
  addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); fit(); });
  if (document.fonts) document.fonts.ready.then(label);
}
