// Runs in a page that holds the report in a frame of a given width, and leaves
// what it measured as JSON in #measured.
(async () => {
  "use strict";
  const frame = document.querySelector("iframe"), measured = {};
  await new Promise((resolve) => frame.addEventListener("load", resolve));
  const page = frame.contentDocument, view = frame.contentWindow;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const visibleCases = () => [...page.querySelectorAll(".case")].filter((node) => !node.hidden).map((node) => node.id);

  measured.title = page.title;
  measured.cases = visibleCases().length;
  measured.filter = !page.getElementById("filter").hidden;
  page.getElementById("text").value = "instance UNKNOWN";
  page.getElementById("text").dispatchEvent(new view.Event("input"));
  await pause(300);
  measured.found = visibleCases();
  measured.sections = [...page.querySelectorAll("main > section")].filter((node) => !node.hidden).map((node) => node.id);
  page.getElementById("text").value = "";
  page.getElementById("verdict").value = "skip";
  page.getElementById("verdict").dispatchEvent(new view.Event("change"));
  await pause(50);
  measured.skipped = visibleCases();
  page.getElementById("verdict").value = "";
  page.getElementById("verdict").dispatchEvent(new view.Event("change"));

  for (const details of page.querySelectorAll("details")) details.open = true;
  await pause(100);
  measured.copyButtons = page.querySelectorAll(".copybox button").length;
  measured.curls = page.querySelectorAll("pre.curl").length;
  measured.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;

  // Contrast of every text against the background it stands on.
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(view.getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  measured.faint = [];
  measured.texts = 0;
  for (const node of page.body.querySelectorAll("*")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || ["SCRIPT", "STYLE", "OPTION"].includes(node.tagName) || node.getClientRects().length === 0) continue;
    const [a, b] = [luminance(parse(view.getComputedStyle(node).color)), luminance(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    measured.texts++;
    if (ratio < 4.5) measured.faint.push(node.tagName + "." + node.className + " " + ratio.toFixed(2) + " " + node.textContent.slice(0, 40));
  }
  document.getElementById("measured").textContent = JSON.stringify(measured);
})();
