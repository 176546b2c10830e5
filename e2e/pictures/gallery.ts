import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";

export interface Shot {
  scene: string;
  width: number;
  scheme: string;
  file: string;
  troubles: string[];
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** One page with every picture, a row for each scene. */
export async function writeIndex(folder: string, shots: Shot[]): Promise<void> {
  const troubled = new Map(shots.filter((one) => one.troubles.length > 0).map((one) => [one.file, one.troubles]));
  const scenes = Map.groupBy((await readdir(folder)).filter((file) => file.endsWith(".png")).toSorted(), (file) => file.replace(/-\d+-(light|dark)\.png$/, ""));
  const rows = [...scenes].map(([scene, files]) => {
    const pictures = files.map((file) => `<a href="${file}"><img loading="lazy" src="${file}" alt="${file}"><small>${file.slice(scene.length + 1, -4)}${troubled.has(file) ? ` · ${escape(troubled.get(file)?.join("; ") ?? "")}` : ""}</small></a>`);
    return `<h2>${escape(scene)}</h2><div>${pictures.join("")}</div>`;
  });
  const style = "body{font:14px system-ui;margin:24px;background:#888}div{display:flex;gap:12px;overflow-x:auto;align-items:flex-start}img{height:360px;display:block}a{color:#fff;flex:none}small{display:block;max-width:360px}";
  await writeFile(path.join(folder, "index.html"), `<!doctype html><meta charset="utf-8"><title>Ventanilla</title><style>${style}</style>${rows.join("")}`);
}
