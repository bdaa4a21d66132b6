import type { Department } from "./demo-shelf.ts";

const COLOURS = { name: "Colour", values: ["Black", "Sand", "Forest", "Rust"] };
const CLOTHES_SIZES = { name: "Size", values: ["XS", "S", "M", "L", "XL", "XXL"] };
const TWO_COLOURS = { name: "Colour", values: ["Navy", "Moss"] };
const WEIGHTS = { name: "Weight", values: ["250 g", "500 g", "1 kg"] };
const GRINDS = { name: "Grind", values: ["Whole bean", "Filter", "Espresso"] };

export const COFFEE: Department = {
  shopSlug: "harbour-roasters",
  handle: "coffee-and-tea",
  name: "Coffee & Tea",
  description: "Beans, leaves and everything to brew them with.",
  sections: [
    {
      handle: "coffee",
      name: "Coffee",
      shelves: [
        {
          handle: "single-origin",
          name: "Single origin",
          code: "CSO",
          nouns: ["Yirgacheffe", "Huila", "Nyeri", "Antigua", "Sidamo", "Tarrazú"],
          options: [WEIGHTS, GRINDS],
          priceMinor: [890, 1690],
          praise: "from one farm, one harvest and one roast",
          facts: ["Roasted light", "Notes of stone fruit and honey", "Picked by hand"],
          motif: "bag",
        },
        {
          handle: "blends",
          name: "Blends",
          code: "CBL",
          nouns: ["House Blend", "Espresso Blend", "Breakfast Blend", "Decaf Blend", "Filter Blend"],
          options: [WEIGHTS, GRINDS],
          priceMinor: [690, 1290],
          praise: "balanced enough to drink every day",
          facts: ["Roasted medium", "Notes of cocoa and hazelnut", "Works with milk"],
          motif: "bag",
        },
      ],
    },
    {
      handle: "tea",
      name: "Tea",
      shelf: {
        code: "TEA",
        nouns: ["Darjeeling", "Sencha", "Earl Grey", "Oolong", "Rooibos", "Assam"],
        options: [{ name: "Weight", values: ["50 g", "100 g", "250 g"] }],
        priceMinor: [490, 1490],
        praise: "whole leaves that can be brewed twice",
        facts: ["Loose leaf", "Packed in a tin", "Brews in three minutes"],
        motif: "cup",
      },
    },
    {
      handle: "brewing-gear",
      name: "Brewing gear",
      shelf: {
        code: "BRW",
        nouns: ["Pour-over Dripper", "Hand Grinder", "Gooseneck Kettle", "French Press", "Coffee Scale"],
        options: [COLOURS],
        priceMinor: [1990, 14900],
        praise: "made to be used every morning for years",
        facts: ["Parts can be replaced", "Easy to clean", "Two-year guarantee"],
        motif: "kettle",
      },
    },
  ],
};

export const CLOTHING: Department = {
  shopSlug: "fjord-and-fell",
  handle: "clothing-and-outdoor",
  name: "Clothing & Outdoor",
  description: "For any weather, in town and far from it.",
  sections: [
    {
      handle: "clothing",
      name: "Clothing",
      shelves: [
        {
          handle: "jackets",
          name: "Jackets",
          code: "JKT",
          nouns: ["Rain Jacket", "Down Jacket", "Shell Jacket", "Field Jacket", "Anorak"],
          options: [CLOTHES_SIZES, TWO_COLOURS],
          priceMinor: [9900, 34900],
          praise: "keeps wind and water where they belong",
          facts: ["Taped seams", "Two-way zip", "Packs into its own pocket"],
          motif: "jacket",
        },
        {
          handle: "shirts",
          name: "Shirts",
          code: "SHT",
          nouns: ["Oxford Shirt", "Linen Shirt", "Flannel Shirt", "T-Shirt", "Overshirt"],
          options: [CLOTHES_SIZES, TWO_COLOURS],
          priceMinor: [2490, 8900],
          praise: "soft from the first day and better after a year",
          facts: ["Organic cotton and linen", "Corozo buttons", "Wash at 30 °C"],
          motif: "shirt",
        },
        {
          handle: "knitwear",
          name: "Knitwear",
          code: "KNT",
          nouns: ["Merino Pullover", "Wool Cardigan", "Roll Neck", "Beanie", "Fisherman Sweater"],
          options: [CLOTHES_SIZES],
          priceMinor: [2900, 15900],
          praise: "warm, light and without an itch",
          facts: ["Mulesing-free wool", "Knitted in one piece", "Wash by hand"],
          motif: "knit",
        },
      ],
    },
    {
      handle: "footwear",
      name: "Footwear",
      shelf: {
        code: "SHO",
        nouns: ["Trail Shoe", "Hiking Boot", "Chelsea Boot", "Camp Sandal", "Rubber Boot"],
        options: [{ name: "Size", values: ["37", "38", "39", "40", "41", "42", "43", "44", "45"] }],
        priceMinor: [5900, 24900],
        praise: "with a sole that can be renewed",
        facts: ["Grippy outsole", "Leather from tanneries with a name", "True to size"],
        motif: "boot",
      },
    },
    {
      handle: "camping",
      name: "Camping",
      shelf: {
        code: "CMP",
        nouns: ["Two-person Tent", "Sleeping Bag", "Trekking Pack", "Camp Stove", "Enamel Mug"],
        options: [TWO_COLOURS],
        priceMinor: [1490, 44900],
        praise: "carried over three passes before we put it on sale",
        facts: ["Weighs little", "Repair kit included", "Tested at −10 °C"],
        motif: "tent",
      },
    },
  ],
};
