import { expect, it } from "vitest";
import { childrenNamed, childText, element, parseXml, xmlDocument } from "./xml.ts";

it("reads back what it writes, whatever the text", () => {
  const text = `<&>"' ]]> é \u0001 \r\n 😀 &amp;`;
  const read = parseXml(xmlDocument(element("Root", [element("Key", text)])));
  expect(read && childText(read, "Key")).toBe(text);
});

it("reads elements in order, self-closing ones and prefixes included", () => {
  const full = parseXml(
    '<?xml version="1.0"?><!-- x --><s3:Delete xmlns="a>b"><Object/><s3:Object a="1">t</s3:Object></s3:Delete>',
  );
  expect(full?.name).toBe("Delete");
  expect(full && childrenNamed(full, "Object").map((child) => child.text)).toEqual(["", "t"]);
});

it.each([
  "",
  "text",
  "<a>",
  "</a>",
  "<a></b>",
  "<a/><b/>",
  "<a>&unknown;</a>",
  "<a>&toString;</a>",
  "<a>&amp</a>",
  "<a>&#xD800;</a>",
  "<a>&#1114112;</a>",
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  "<a><![CDATA[x]]></a>",
  `${"<a>".repeat(9)}${"</a>".repeat(9)}`,
])("refuses %j", (source) => {
  expect(parseXml(source)).toBeNull();
});
