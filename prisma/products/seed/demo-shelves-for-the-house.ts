import type { Department } from "./demo-shelf.ts";

const COLOURS = { name: "Colour", values: ["Black", "Sand", "Forest", "Rust"] };
const WOODS = { name: "Material", values: ["Oak", "Ash", "Walnut"] };

export const HOME: Department = {
  shopSlug: "oak-and-linen",
  handle: "home-and-table",
  name: "Home & Table",
  description: "Furniture, textiles and tableware from small workshops.",
  sections: [
    {
      handle: "furniture",
      name: "Furniture",
      shelf: {
        code: "FRN",
        nouns: ["Dining Chair", "Side Table", "Bookshelf", "Stool", "Writing Desk", "Bench"],
        options: [WOODS],
        priceMinor: [8900, 129000],
        praise: "joined, not screwed, and oiled by hand",
        facts: ["Solid wood", "Made to order", "Delivered assembled"],
        motif: "chair",
      },
    },
    {
      handle: "textiles",
      name: "Textiles",
      shelf: {
        code: "TXT",
        nouns: ["Linen Sheet", "Wool Blanket", "Cushion Cover", "Bath Towel", "Table Runner"],
        options: [{ name: "Size", values: ["Small", "Medium", "Large"] }, COLOURS],
        priceMinor: [1490, 17900],
        praise: "woven on looms that are older than we are",
        facts: ["Stone-washed", "OEKO-TEX certified", "Gets softer with every wash"],
        motif: "blanket",
      },
    },
    {
      handle: "tableware",
      name: "Tableware",
      shelf: {
        code: "TBL",
        nouns: ["Stoneware Plate", "Serving Bowl", "Carafe", "Cutlery Set", "Salt Cellar"],
        options: [{ name: "Colour", values: ["Chalk", "Slate", "Ochre"] }],
        priceMinor: [990, 12900],
        praise: "each piece a little different from the next",
        facts: ["Fired twice", "Safe in the dishwasher", "Made in small batches"],
        motif: "bowl",
      },
    },
  ],
};

export const ELECTRONICS: Department = {
  shopSlug: "lumen-electronics",
  handle: "electronics",
  name: "Electronics",
  description: "Lamps, speakers and desk gear that can be repaired.",
  sections: [
    {
      handle: "lighting",
      name: "Lighting",
      shelf: {
        code: "LMP",
        nouns: ["Desk Lamp", "Floor Lamp", "Pendant Lamp", "Wall Light", "Lantern"],
        options: [{ name: "Colour", values: ["Black", "Brass", "White"] }],
        priceMinor: [3900, 39900],
        praise: "a warm light that dims all the way down",
        facts: ["The light source can be replaced", "2700 K, CRI 95", "Cable covered in textile"],
        motif: "lamp",
      },
    },
    {
      handle: "audio",
      name: "Audio",
      shelves: [
        {
          handle: "speakers",
          name: "Speakers",
          code: "SPK",
          nouns: ["Bookshelf Speaker", "Portable Speaker", "Soundbar", "Kitchen Radio"],
          options: [{ name: "Colour", values: ["Black", "White", "Walnut"] }],
          priceMinor: [7900, 79900],
          praise: "tuned by ear in a living room",
          facts: ["Battery and drivers can be swapped", "Bluetooth 5.4", "Spare parts for ten years"],
          motif: "speaker",
        },
        {
          handle: "headphones",
          name: "Headphones",
          code: "HPH",
          nouns: ["Over-ear Headphones", "Studio Headphones", "Earbuds", "Travel Headphones"],
          options: [{ name: "Colour", values: ["Black", "Silver"] }],
          priceMinor: [4900, 44900],
          praise: "light enough to forget that you wear them",
          facts: ["Cushions and cable can be replaced", "Closed back", "40 hours of battery"],
          motif: "headphones",
        },
      ],
    },
    {
      handle: "desk-gear",
      name: "Desk gear",
      shelf: {
        code: "DSK",
        nouns: ["Mechanical Keyboard", "Laptop Stand", "USB-C Dock", "Webcam", "Wireless Mouse"],
        options: [],
        priceMinor: [2900, 24900],
        praise: "does one thing and does it quietly",
        facts: ["Works without a driver", "Aluminium housing", "Opens with four screws"],
        motif: "keyboard",
      },
    },
  ],
};

export const BOOKS: Department = {
  shopSlug: "pagewell-books",
  handle: "books-and-paper",
  name: "Books & Paper",
  description: "New and second-hand books, stationery and prints.",
  sections: [
    {
      handle: "books",
      name: "Books",
      shelf: {
        code: "BOK",
        nouns: ["Atlas", "Cookbook", "Field Guide", "Anthology", "Travelogue", "Herbarium"],
        taxClass: "REDUCED",
        options: [{ name: "Format", values: ["Paperback", "Hardcover"] }],
        priceMinor: [990, 4900],
        praise: "a book to come back to",
        facts: ["Thread-sewn", "Printed on paper from mixed sources", "Ribbon marker"],
        motif: "book",
      },
    },
    {
      handle: "stationery",
      name: "Stationery",
      shelf: {
        code: "STN",
        nouns: ["Notebook", "Fountain Pen", "Pencil Set", "Desk Calendar", "Letter Paper"],
        options: [{ name: "Colour", values: ["Graphite", "Crimson", "Teal"] }],
        priceMinor: [390, 8900],
        praise: "makes writing by hand a pleasure again",
        facts: ["Paper of 90 g/m²", "Lies flat", "Refillable"],
        motif: "pen",
      },
    },
    {
      handle: "prints",
      name: "Prints",
      shelf: {
        code: "PRT",
        nouns: ["Lighthouse Print", "Botanical Print", "City Map", "Abstract Print", "Mountain Print"],
        options: [
          { name: "Size", values: ["A4", "A3", "A2"] },
          { name: "Frame", values: ["None", "Oak", "Black"] },
        ],
        priceMinor: [1490, 5900],
        praise: "printed one by one on cotton paper",
        facts: ["Numbered by hand", "Archival ink", "Sent in a tube"],
        motif: "print",
      },
    },
  ],
};
