"use strict";
// Shapes come as microdegrees from an origin, see gis/sheet/encoding.py. Texts are set as text, never as markup.
const rows = JSON.parse(document.getElementById("rows").textContent);
function ring(steps) {
  const points = [];
  let [x, y] = rows.origin;
  for (let at = 0; at < steps.length; at += 2) points.push([((y += steps[at + 1])) / 1e6, (x += steps[at]) / 1e6]);
  return points;
}
const area = (polygons, style) => L.polygon(polygons.map((rings) => rings.map(ring)), style);
const short = (code) => (code ? code.slice(-3) : "—");
function words(...lines) {
  const box = document.createElement("div");
  for (const line of lines) {
    const part = document.createElement("p");
    part.textContent = line;
    box.append(part);
  }
  return box;
}
function lettered(map, at, className, text) {
  const box = document.createElement("div"), letters = document.createElement("b");
  letters.className = "number";
  letters.textContent = text;
  box.append(letters);
  L.marker(at, { icon: L.divIcon({ className, html: box, iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(map);
}

function drawMove(map) {
  const everything = L.featureGroup();
  for (const [polygons, code, name, tint] of rows.new)
    everything.addLayer(area(polygons, { color: "#4a4a4a", weight: 2, fillColor: tint, fillOpacity: 1 }).bindTooltip(words(`${code} ${name}`), { sticky: true, className: "tips" }));
  for (const [polygons, code, name] of rows.old)
    everything.addLayer(area(polygons, { color: "#1d5a9e", weight: 1.6, dashArray: "6 5", fill: false, interactive: false }));
  for (const [polygons, lon, lat, address, from, to, households] of rows.moved) {
    const style = { color: "#7a1510", weight: 0.8, fillColor: "#b3261e", fillOpacity: 0.85 };
    const told = words(address || "（无门牌 no address）", `${short(from)} → ${short(to)}　${households} 户`);
    const drawn = polygons.length ? area(polygons, style) : L.circleMarker([lat, lon], { ...style, radius: 6 });
    everything.addLayer(drawn.bindTooltip(told, { sticky: true, className: "tips" }));
  }
  everything.addTo(map);
  for (const [, code, , , lon, lat] of rows.new) lettered(map, [lat, lon], "label", short(code));
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
  const fit = () => {
    map.invalidateSize({ animate: false, pan: false });
    if (everything.getBounds().isValid()) map.fitBounds(everything.getBounds(), { animate: false, padding: [14, 14] });
    else map.setView([32, 119], 10);
  };
  map.on("resize", fit);
  fit();
  addEventListener("beforeprint", fit);
}
