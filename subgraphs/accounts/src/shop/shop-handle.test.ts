import { expect, it } from "vitest";
import { handlesFor, isReservedHandle } from "./shop-handle.ts";
import { isHandle } from "./shop.ts";

it.each([
  ["Harbour Roasters", "harbour-roasters"],
  ["Zoë's Plants & Co.", "zoes-plants-co"],
  ["  Größe 42!  ", "grosse-42"],
  ["珈琲", "shop-2"],
  ["Admin", "admin-2"],
])("makes of the name %j the handle %j", (name, handle) => {
  expect(handlesFor(name)[0]).toBe(handle);
});

it.each(["a".repeat(100), "-- --", "x-".repeat(50), "Acme", "a".repeat(49) + "- b"])(
  "makes only handles that can be stored, each once and none reserved, of %j",
  (name) => {
    const handles = handlesFor(name);
    expect(handles.filter((handle) => !isHandle(handle) || isReservedHandle(handle))).toEqual([]);
    expect(new Set(handles).size).toBe(handles.length);
    expect(handles.length).toBeGreaterThanOrEqual(6);
  },
);
