import sharp from "sharp";

/** What is drawn on the picture of a product. */
export type Motif =
  | "bag" | "cup" | "kettle" | "jacket" | "shirt" | "knit" | "boot" | "tent" | "chair" | "blanket" | "bowl" | "lamp"
  | "speaker" | "headphones" | "keyboard" | "book" | "pen" | "print"; // prettier-ignore

interface Tone {
  ground: string;
  shade: string;
  body: string;
  accent: string;
}

/** Three looks for every motif. */
export const TONES: readonly Tone[] = [
  { ground: "#efe7da", shade: "#d8c7ae", body: "#7a5c3e", accent: "#c8553d" },
  { ground: "#dfe8e6", shade: "#b7cbc6", body: "#2f5d62", accent: "#e0a458" },
  { ground: "#e6e3ee", shade: "#c4bed6", body: "#40376e", accent: "#d1495b" },
];

/** Drawn in a field of 100 by 100; `b` is the body's colour, `a` the accent's. No text: fonts differ between machines. */
const MOTIFS: Record<Motif, (b: string, a: string) => string> = {
  bag: (b, a) =>
    `<path d="M30 26h40l5 54a5 5 0 0 1-5 5H30a5 5 0 0 1-5-5z" fill="${b}"/><path d="M30 26l4-9h32l4 9z" fill="${a}"/><circle cx="50" cy="56" r="13" fill="#fff8"/><ellipse cx="50" cy="56" rx="5" ry="9" fill="${a}" transform="rotate(25 50 56)"/>`,
  cup: (b, a) =>
    `<path d="M24 42h44v18a20 20 0 0 1-20 20h-4a20 20 0 0 1-20-20z" fill="${b}"/><path d="M68 46h6a9 9 0 0 1 0 18h-7" fill="none" stroke="${b}" stroke-width="5"/><path d="M38 34c-4-6 4-8 0-14M52 34c-4-6 4-8 0-14" fill="none" stroke="${a}" stroke-width="4" stroke-linecap="round"/>`,
  kettle: (b, a) =>
    `<path d="M32 44h34l6 36H26z" fill="${b}"/><path d="M66 50c10 0 8-18 18-20" fill="none" stroke="${b}" stroke-width="5" stroke-linecap="round"/><path d="M32 46c-14-4-16 22-4 26" fill="none" stroke="${a}" stroke-width="5"/><path d="M36 40h26" stroke="${a}" stroke-width="5"/><circle cx="49" cy="33" r="4" fill="${a}"/>`,
  jacket: (b, a) =>
    `<path d="M36 20h28l20 14-8 40-10-3v14H34V71l-10 3-8-40z" fill="${b}"/><path d="M50 22v62" stroke="${a}" stroke-width="3"/><path d="M36 20q14 12 28 0l-4-6H40z" fill="${a}"/><path d="M38 60h8M54 60h8" stroke="#fff8" stroke-width="3"/>`,
  shirt: (b, a) =>
    `<path d="M36 20l-20 14 8 16 10-5v40h32V45l10 5 8-16-20-14q-14 14-28 0z" fill="${b}"/><path d="M36 20q14 20 28 0" fill="none" stroke="${a}" stroke-width="4"/><path d="M50 40v40" stroke="#fff5" stroke-width="2" stroke-dasharray="2 7"/>`,
  knit: (b, a) =>
    `<path d="M38 22h24l18 14-6 34-10-4v18H36V66l-10 4-6-34z" fill="${b}"/><path d="M38 22h24v8H38z" fill="${a}"/><path d="M36 46l4-5 5 5 5-5 5 5 5-5 4 5M36 58l4-5 5 5 5-5 5 5 5-5 4 5" fill="none" stroke="${a}" stroke-width="3"/>`,
  boot: (b, a) =>
    `<path d="M36 18h22v34q4 10 18 12 10 2 10 12H36z" fill="${b}"/><path d="M34 76h54v8H34z" fill="${a}"/><path d="M46 30h12M46 38h12M47 46h12" stroke="#fff8" stroke-width="3"/>`,
  tent: (b, a) =>
    `<path d="M50 22L14 80h72z" fill="${b}"/><path d="M50 36L36 80h28z" fill="${a}"/><path d="M50 22l5-8M50 22l-5-8" stroke="${b}" stroke-width="3"/><path d="M8 82h84" stroke="${b}" stroke-width="3"/>`,
  chair: (b, a) =>
    `<path d="M32 16h6v34h26v6H38v30h-6zM64 56h6v30h-6z" fill="${b}"/><path d="M30 50h42v8H30z" fill="${a}"/><path d="M38 22h22v6H38zM38 34h24v6H38z" fill="${b}"/>`,
  blanket: (b, a) =>
    `<path d="M20 36h60v44H20z" fill="${b}"/><path d="M20 36q0-12 12-12h48q-10 0-10 12z" fill="${a}"/><path d="M20 50h60M20 64h60" stroke="#fff7" stroke-width="4"/><path d="M22 80v7M32 80v7M42 80v7M52 80v7M62 80v7M72 80v7" stroke="${a}" stroke-width="3"/>`,
  bowl: (b, a) =>
    `<path d="M18 46h64a32 30 0 0 1-22 30H40a32 30 0 0 1-22-30z" fill="${b}"/><ellipse cx="50" cy="46" rx="32" ry="7" fill="${a}"/><path d="M38 76h24v6H38z" fill="${b}"/>`,
  lamp: (b, a) =>
    `<path d="M36 18h28l12 28H24z" fill="${b}"/><path d="M50 46v34" stroke="${b}" stroke-width="4"/><path d="M34 80h32v6H34z" fill="${b}"/><path d="M26 50l-6 12M50 52v6M74 50l6 12" stroke="${a}" stroke-width="4" stroke-linecap="round"/>`,
  speaker: (b, a) =>
    `<rect x="30" y="14" width="40" height="72" rx="5" fill="${b}"/><circle cx="50" cy="62" r="15" fill="${a}"/><circle cx="50" cy="62" r="6" fill="${b}"/><circle cx="50" cy="32" r="8" fill="#fff8"/>`,
  headphones: (b, a) =>
    `<path d="M22 62V50a28 28 0 0 1 56 0v12" fill="none" stroke="${b}" stroke-width="6"/><rect x="16" y="54" width="16" height="28" rx="7" fill="${a}"/><rect x="68" y="54" width="16" height="28" rx="7" fill="${a}"/>`,
  keyboard: (b, a) =>
    `<rect x="12" y="34" width="76" height="36" rx="5" fill="${b}"/><path d="M19 43h62M19 52h62" stroke="#fff8" stroke-width="5" stroke-dasharray="6 3"/><path d="M32 62h36" stroke="${a}" stroke-width="5"/>`,
  book: (b, a) =>
    `<path d="M26 16h44a4 4 0 0 1 4 4v64H30a6 6 0 0 1-6-6V20q0-4 2-4z" fill="${b}"/><path d="M30 74h44v10H30a5 5 0 0 1 0-10z" fill="#fffc"/><path d="M36 28h26v14H36z" fill="${a}"/><path d="M60 74v16l4-4 4 4V74z" fill="${a}"/>`,
  pen: (b, a) =>
    `<path d="M66 14l12 12-40 44-16 6 5-17z" fill="${b}"/><path d="M66 14l12 12-8 9-12-12z" fill="${a}"/><path d="M20 84q14-8 26 0t28-2" fill="none" stroke="${a}" stroke-width="4" stroke-linecap="round"/>`,
  print: (b, a) =>
    `<rect x="22" y="14" width="56" height="72" fill="${b}"/><rect x="28" y="20" width="44" height="60" fill="#fff"/><path d="M28 80l16-26 12 16 8-10 8 12v8z" fill="${b}"/><circle cx="60" cy="36" r="7" fill="${a}"/>`,
};

/** The picture as SVG: the same text for the same motif and tone. */
export function pictureSvg(motif: Motif, tone: number): string {
  const { ground, shade, body, accent } = TONES[tone % TONES.length]!;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="${ground}"/><ellipse cx="50" cy="86" rx="38" ry="5" fill="${shade}"/><circle cx="50" cy="50" r="42" fill="${shade}" fill-opacity=".45"/>${MOTIFS[motif](body, accent)}</svg>`;
}

/** Draws an SVG as WebP of `size` by `size` pixels. */
export const drawWebp = (svg: string, size: number): Promise<Buffer> =>
  sharp(Buffer.from(svg), { density: (72 * size) / 100 })
    .resize(size, size)
    .webp({ quality: 82 })
    .toBuffer();
