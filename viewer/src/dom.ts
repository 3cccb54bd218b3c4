// Making elements. Foreign text only ever becomes a text node.
import { Key, onLanguage, text } from "./i18n";

type Child = Node | string | null;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

/** An element whose text is that of a key, in the current language. */
export function worded<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  key: Key,
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const element = make(tag, attributes);
  onLanguage(() => (element.textContent = text(key)));
  return element;
}

/** Sets an attribute to the text of a key, in the current language. */
export function label(element: Element, key: Key, attribute = "aria-label"): void {
  onLanguage(() => element.setAttribute(attribute, text(key)));
}
