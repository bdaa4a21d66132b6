/** Markup that is already escaped, so that text and markup cannot be mixed up. */
export interface XmlMarkup {
  readonly markup: string;
}

/** An element as read: `text` is its own character data, children not included. */
export interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }),
);
const ESCAPES: ReadonlyMap<string, string> = new Map([...ENTITIES].map(([name, text]) => [text, `&${name};`]));
const MAX_DEPTH = 8;

/** Control characters become numeric references, as S3 writes keys that hold them. */
const escapeText = (text: string): string =>
  text.replace(/[&<>"\u0000-\u001f]/g, (found) => ESCAPES.get(found) ?? `&#${String(found.charCodeAt(0))};`);

/** One element; a string is escaped as text, markup is taken as it is. */
export function element(name: string, content: string | readonly XmlMarkup[], attributes = ""): XmlMarkup {
  const inside = typeof content === "string" ? escapeText(content) : content.map((part) => part.markup).join("");
  return { markup: `<${name}${attributes}>${inside}</${name}>` };
}

export const S3_NAMESPACE = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export const xmlDocument = (root: XmlMarkup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}`;

/**
 * Reads the small XML bodies that S3 clients send. Attributes and namespaces are dropped; DOCTYPE, CDATA and unknown
 * entities are refused, so there is nothing to expand or to fetch.
 *
 * @returns null when the text is not well-formed or nests deeper than 8.
 */
export function parseXml(source: string): XmlElement | null {
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w.:-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>|([^<]+)/y;
  const document: XmlElement = { name: "", children: [], text: "" };
  const open: XmlElement[] = [document];
  while (token.lastIndex < source.length) {
    const found = token.exec(source);
    const parent = open.at(-1);
    if (found === null || parent === undefined) return null;
    const [, closing, name, attributes, text] = found;
    if (text !== undefined) {
      const plain = unescapeText(text);
      if (plain === null) return null;
      parent.text += plain;
    } else if (name !== undefined && closing === "/") {
      if (parent === document || parent.name !== localName(name)) return null;
      open.pop();
    } else if (name !== undefined) {
      const child: XmlElement = { name: localName(name), children: [], text: "" };
      parent.children.push(child);
      if (attributes?.endsWith("/") !== true) open.push(child);
      if (open.length > MAX_DEPTH) return null;
    }
  }
  const [root] = document.children;
  return open.length === 1 && document.children.length === 1 && document.text.trim() === "" ? (root ?? null) : null;
}

export const childrenNamed = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name);

export const childText = (parent: XmlElement, name: string): string | undefined => childrenNamed(parent, name)[0]?.text;

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

function unescapeText(text: string): string | null {
  let known = true;
  const plain = text.replace(/&([^;&]{0,10});?/g, (whole, entity: string) => {
    const character = whole.endsWith(";") ? characterOf(entity) : null;
    known &&= character !== null;
    return character ?? "";
  });
  return known ? plain : null;
}

function characterOf(entity: string): string | null {
  const number = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(entity);
  if (number === null) return ENTITIES.get(entity) ?? null;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  const isScalarValue = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isScalarValue ? String.fromCodePoint(code) : null;
}
