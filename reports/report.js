(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const filter = byId("filter"), shown = byId("shown");
  const fields = ["text", "operation", "clause", "verdict", "level", "kind"].map(byId).filter(Boolean);
  const nodes = document.querySelectorAll(".case");
  const part = (selector) => Array.from(document.querySelectorAll(selector), (node) => ({
    node, count: node.querySelector("h2 .n, summary .n"), cases: Array.from(node.querySelectorAll(".case")),
  })).filter((found) => found.cases.length > 0);

  // What a filter looks at is gathered when the first one is set: there may be many thousands.
  let gathered;
  const gather = () => gathered ??= {
    cases: Array.from(nodes, (node) => ({
      node, operation: node.closest("[data-op]").dataset.op, verdict: node.dataset.verdict,
      level: node.dataset.level || "must", kind: node.dataset.kind, clauses: (node.dataset.c || "").split(" "),
      text: (node.firstElementChild || node).textContent.toLowerCase(),
    })),
    clauses: Array.from(document.querySelectorAll("#clauses option"), (option) => option.textContent),
    sections: part("main > section"), parts: part(".part"), groups: part("details.group"),
  };
  const mark = (found) => {
    const kept = found.cases.filter((node) => !node.hidden).length;
    found.node.hidden = kept === 0;
    if (found.count) found.count.textContent = kept === found.cases.length ? kept : kept + " of " + found.cases.length;
    return kept;
  };
  const value = (name) => byId(name)?.value ?? "";

  const apply = () => {
    const { cases, clauses, sections, parts, groups } = gather();
    const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = value("clause").trim();
    const about = wanted && new Set(clauses.flatMap((id, number) => id.includes(wanted) ? [String(number)] : []));
    let left = 0;
    for (const c of cases) {
      const keep = ["operation", "verdict", "level", "kind"].every((name) => !value(name) || c[name] === value(name)) &&
        (!about || c.clauses.some((number) => about.has(number))) &&
        words.every((word) => c.text.includes(word));
      c.node.hidden = !keep;
      if (keep) left++;
    }
    sections.forEach(mark);
    parts.forEach(mark);
    for (const group of groups) {
      // A filter that leaves a handful shows them; a closed group would hide the answer.
      const kept = mark(group);
      group.node.open = left < cases.length && kept > 0 && kept <= 50;
    }
    shown.textContent = left === cases.length ? "" : left + " of " + cases.length + " cases";
  };
  if (nodes.length > 1) {
    filter.hidden = false;
    let pending;
    for (const field of fields) {
      field.addEventListener(field.type === "search" ? "input" : "change", () => {
        clearTimeout(pending);
        pending = setTimeout(apply, field.type === "search" ? 120 : 0);
      });
    }
  }

  const copy = async (pre, button) => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  const addCopyButtons = (root) => {
    for (const pre of root.querySelectorAll("pre.curl")) {
      if (pre.parentNode.className === "copybox") continue;
      const box = document.createElement("div"), button = document.createElement("button");
      box.className = "copybox";
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", () => copy(pre, button));
      pre.replaceWith(box);
      box.append(pre, button);
    }
  };
  addCopyButtons(document.querySelector(".head"));
  for (const open of document.querySelectorAll("details.case[open]")) addCopyButtons(open);
  document.addEventListener("toggle", (event) => { if (event.target.open) addCopyButtons(event.target); }, true);

  const openAddressed = () => {
    const node = byId(decodeURIComponent(location.hash.slice(1)));
    if (!node || !node.matches("details, .case")) return;
    for (let outer = node.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    node.scrollIntoView();
  };
  addEventListener("hashchange", openAddressed);
  if (location.hash) openAddressed();
})();
