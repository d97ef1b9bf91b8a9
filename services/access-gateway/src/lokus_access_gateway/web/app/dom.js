/** Two small tools over the document: make an element, and keep a list of elements in step with items. */

/** Make an element: `element("p", {class: "empty"}, "text", child)`. A null attribute or child is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Write text only when it differs, so that nothing is announced or repainted twice. */
export function write(target, content) {
  if (target.textContent !== content) target.textContent = content;
}

/** Find what the page must have. */
export function byId(name) {
  const found = document.getElementById(name);
  if (found === null) throw new Error(`the page lacks #${name}`);
  return found;
}

/**
 * Make the children of `parent` those of `items`, in their order, keeping the element of an item
 * that stays (so focus and scrolling stay). `make(item)` builds one, `update(element, item)` fills it,
 * `leave(element)` is told of one that goes.
 */
export function keepInStep(parent, items, { key, make, update, leave = () => {} }) {
  const wanted = new Set(items.map(key));
  const present = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) present.set(child.dataset.key, child);
    else {
      leave(child);
      child.remove();
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const child = present.get(key(item)) ?? make(item);
    child.dataset.key = key(item);
    update(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}
