(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const filter = byId("filter"), text = byId("text"), operation = byId("operation"), verdict = byId("verdict"), shown = byId("shown");
  const cases = Array.from(document.querySelectorAll("details.case"), (node) => ({
    node, operation: node.dataset.op, verdict: node.dataset.verdict,
    text: node.firstElementChild.textContent.toLowerCase(),
  }));
  const sections = Array.from(document.querySelectorAll("main > section"))
    .map((node) => ({ node, count: node.querySelector("h2 .n"), cases: Array.from(node.querySelectorAll("details.case")) }))
    .filter((section) => section.cases.length > 0);
  const groups = Array.from(document.querySelectorAll("details.group"), (node) => ({
    node, count: node.querySelector(".n"), cases: Array.from(node.querySelectorAll("details.case")),
  }));
  const mark = (part) => {
    const kept = part.cases.filter((node) => !node.hidden).length;
    part.node.hidden = kept === 0;
    part.count.textContent = kept === part.cases.length ? kept : kept + " of " + part.cases.length;
    return kept;
  };

  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const c of cases) {
      const keep = (!operation.value || c.operation === operation.value) &&
        (!verdict.value || c.verdict === verdict.value) &&
        words.every((word) => c.text.includes(word));
      c.node.hidden = !keep;
      if (keep) left++;
    }
    sections.forEach(mark);
    for (const group of groups) {
      // A filter that leaves a handful shows them; a closed group would hide the answer.
      const kept = mark(group);
      group.node.open = left < cases.length && kept > 0 && kept <= 50;
    }
    shown.textContent = left === cases.length ? "" : left + " of " + cases.length + " cases";
  };
  if (cases.length > 1) {
    filter.hidden = false;
    let pending;
    text.addEventListener("input", () => { clearTimeout(pending); pending = setTimeout(apply, 120); });
    operation.addEventListener("change", apply);
    verdict.addEventListener("change", apply);
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
    if (!node || !node.matches("details")) return;
    for (let part = node; part; part = part.parentElement.closest("details")) part.open = true;
    node.scrollIntoView();
  };
  addEventListener("hashchange", openAddressed);
  if (location.hash) openAddressed();
})();
