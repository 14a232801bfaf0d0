"use strict";
(() => {
  const KINDS = { A: ["added", "+"], C: ["changed", "~"], D: ["deleted", "−"] };
  const MOST_MATCHES = 500;
  const OPEN_WHOLE = 40;

  const make = (name, classes, text) => {
    const element = document.createElement(name);
    if (classes) element.className = classes;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const bytes = (count) => {
    if (count < 1000) return count + "B";
    let unit = -1;
    while (count >= 999.995) { count /= 1000; unit++; }
    return count.toFixed(2) + "kMGTPE"[unit] + "B";
  };

  // Directories are maps of names; a directory's own change, if any, is in its row.
  const grow = (rows) => {
    const root = { children: new Map(), size: 0, count: 0 };
    for (const row of rows) {
      const names = row[1].split("/").filter((name) => name !== "");
      let node = root;
      for (const name of names) {
        if (!node.children.has(name)) node.children.set(name, { name, children: new Map(), size: 0, count: 0 });
        node.size += row[2];
        node.count++;
        node = node.children.get(name);
      }
      node.row = row;
      node.directory = row[1].endsWith("/");
      node.size += row[2];
    }
    return root;
  };

  const describe = (target, name, row, size, inside) => {
    const kind = row && KINDS[row[0]];
    const mark = make("span", "mark " + (kind ? kind[0] : ""), kind ? kind[1] : "");
    mark.setAttribute("aria-hidden", "true");
    target.append(mark, make("bdi", kind && kind[0], name));
    if (kind) target.append(make("span", "away", " " + kind[0]));
    if (size > 0) target.append(make("span", "num", bytes(size)));
    if (inside > 0) target.append(make("span", "detail", inside + (inside === 1 ? " path" : " paths")));
    if (row && row[3]) target.append(make("span", "detail", row[3]));
  };

  const list = (node, whole) => {
    const items = make("ul");
    for (const child of node.children.values()) {
      const item = make("li", child.row && child.row[0] === "D" ? "deleted-path" : "");
      if (child.children.size === 0) {
        const line = make("div");
        describe(line, child.name + (child.directory ? "/" : ""), child.row, child.size, 0);
        item.append(line);
      } else {
        item.append(folder(child, whole || (node.children.size === 1 && child.children.size <= OPEN_WHOLE)));
      }
      items.append(item);
    }
    return items;
  };

  const folder = (node, open) => {
    const details = make("details");
    const summary = make("summary");
    describe(summary, node.name + "/", node.row, node.size, node.count);
    details.append(summary);
    const fill = () => {
      if (details.children.length === 1) details.append(list(node, node.count <= OPEN_WHOLE && open));
    };
    details.addEventListener("toggle", fill);
    if (open) { fill(); details.open = true; }
    return details;
  };

  const matches = (rows, text, kinds) => {
    const wanted = text.toLowerCase();
    const found = rows.filter((row) => kinds.has(row[0]) && row[1].toLowerCase().includes(wanted));
    const items = make("ul");
    for (const row of found.slice(0, MOST_MATCHES)) {
      const item = make("li", row[0] === "D" ? "deleted-path" : "");
      const line = make("div");
      describe(line, row[1], row, row[2], 0);
      item.append(line);
      items.append(item);
    }
    return [items, found.length];
  };

  const filter = (rows, tree, show) => {
    const bar = make("div", "filter");
    const label = make("label", "", "Find a path ");
    const input = make("input");
    input.type = "search";
    label.append(input);
    bar.append(label);
    const kinds = new Set(Object.keys(KINDS));
    const said = make("span", "detail");
    said.setAttribute("role", "status");
    const update = () => {
      const narrowed = input.value !== "" || kinds.size < 3;
      if (!narrowed) { said.textContent = ""; show(null); return; }
      const [items, count] = matches(rows, input.value, kinds);
      said.textContent = count > MOST_MATCHES ? "the first " + MOST_MATCHES + " of " + count : count + " found";
      show(items);
    };
    for (const [letter, [word]] of Object.entries(KINDS)) {
      const choice = make("label", word);
      const box = make("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => { box.checked ? kinds.add(letter) : kinds.delete(letter); update(); });
      choice.append(box, " " + word);
      bar.append(choice);
    }
    input.addEventListener("input", update);
    bar.append(said);
    tree.before(bar);
  };

  const fill = (layer) => {
    const tree = layer.querySelector(".tree");
    if (tree.firstChild) return;
    const rows = JSON.parse(layer.querySelector("script").textContent);
    if (rows.length === 0) { tree.textContent = "No path differs."; return; }
    const root = grow(rows);
    const whole = list(root, rows.length <= OPEN_WHOLE);
    if (rows.length > 10) filter(rows, tree, (items) => tree.replaceChildren(items || whole));
    tree.append(whole);
  };

  for (const layer of document.querySelectorAll(".layer")) {
    layer.addEventListener("toggle", () => { if (layer.open) fill(layer); });
    if (layer.open) fill(layer);
  }

  const openTarget = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
