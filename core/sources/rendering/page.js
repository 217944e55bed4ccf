// Looks at a page from a JavaScript world of its own, which the page's scripts can neither see nor change.
(() => {
  const MOST_PICTURES = 2000, MOST_ELEMENTS = 50000, MOST_DEPTH = 20, ADDRESS = 4000;

  // Every element of a root in document order, and those of open shadow roots after their host.
  function* elements(root, depth = 0) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      yield [node, depth];
      if (node.shadowRoot && depth < MOST_DEPTH) yield* elements(node.shadowRoot, depth + 1);
    }
  }

  const backgrounds = (style) =>
    [...style.backgroundImage.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g)].map((match) => match[1]);

  // [tag, address, own width, own height] of an element that shows a picture by itself
  function shown(element) {
    switch (element.localName) {
      case "img":
        return ["img", element.currentSrc || element.src, element.naturalWidth, element.naturalHeight];
      case "input":
        return element.type === "image" && ["input", element.src, element.width, element.height];
      case "canvas":
        return ["canvas", "", element.width, element.height];
      case "image":
        return element.href && ["svg", new URL(element.href.baseVal, document.baseURI).href, 0, 0];
      case "video":
        return element.poster && ["video", element.poster, 0, 0];
    }
  }

  // The smallest box of whole pixels around an element, as Chromium computes it
  function box(element) {
    const rect = element.getBoundingClientRect();
    const [x, y] = [Math.floor(rect.left + scrollX), Math.floor(rect.top + scrollY)];
    return [x, y, Math.ceil(rect.right + scrollX) - x, Math.ceil(rect.bottom + scrollY) - y];
  }

  function described(element, depth, [tag, address, width, height], style) {
    const isLaidOut = element.getClientRects().length > 0;
    return {
      tag, address: address.slice(0, ADDRESS), xywh: isLaidOut ? box(element) : [0, 0, 0, 0],
      original_wh: [width, height], has_src: element.hasAttribute("src"), in_component: depth > 0,
      z_index: style.position === "static" ? null : Number.parseInt(style.zIndex, 10) || 0,
      is_visible: isLaidOut && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    };
  }

  function look() {
    const pictures = [];
    let left = MOST_ELEMENTS;
    for (const [element, depth] of elements(document.body || document)) {
      if (pictures.length >= MOST_PICTURES || !left--) break;
      const style = getComputedStyle(element);
      let picture = null;
      try { picture = shown(element); } catch { /* an address that is none */ }
      if (picture) pictures.push(described(element, depth, picture, style));
      for (const address of backgrounds(style))
        pictures.push(described(element, depth, ["background", address, 0, 0], style));
    }
    return { pictures, viewport: [innerWidth, innerHeight] };
  }

  // The document as text, with what the browser shows written into it: the addresses that it chose, the sizes of
  // pictures, backgrounds of style sheets, and pictures of shadow roots. The copy has no window, so it loads nothing.
  function written() {
    const copy = document.implementation.createHTMLDocument("");
    const root = copy.importNode(document.documentElement, true);
    const originals = [...document.documentElement.querySelectorAll("*")];
    const copies = [...root.querySelectorAll("*")];
    for (let i = 0; i < Math.min(originals.length, copies.length, MOST_ELEMENTS); i++) {
      state(originals[i], copies[i]);
      if (originals[i].shadowRoot) {
        for (const [element] of elements(originals[i].shadowRoot, 1)) {
          if (element.localName !== "img") continue;
          const added = copy.importNode(element);
          state(element, added);
          copies[i].append(added);
        }
      }
    }
    return "<!doctype html>" + root.outerHTML;
  }

  function state(element, copy) {
    if (element.localName === "img") {
      if (element.currentSrc) copy.setAttribute("src", element.currentSrc);
      const rect = element.getBoundingClientRect();
      if (rect.width >= 1 && rect.height >= 1) {
        copy.setAttribute("width", Math.round(rect.width));
        copy.setAttribute("height", Math.round(rect.height));
      }
    } else {
      const image = getComputedStyle(element).backgroundImage;
      if (image.includes("url(")) copy.style.backgroundImage = image;
    }
  }

  const scrollTo = (top) => {
    window.scrollTo({ top, behavior: "instant" });
    return Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0);
  };
  const isComplete = () => document.readyState === "complete";
  return { look, written, scrollTo, isComplete };
})()
