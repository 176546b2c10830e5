const side = 24;

/** Whether what is drawn is dark and has no ground of its own: on a dark page it would not be seen. */
export function isDarkInk(picture: HTMLImageElement): boolean {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) return true;
  pen.drawImage(picture, 0, 0, side, side);
  const { data } = pen.getImageData(0, 0, side, side);
  let [drawn, light] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    drawn += alpha / 255;
    // Rec. 709 luma, as good as needed for a yes or no
    light += (alpha / 255) * ((0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255);
  }
  return drawn / (side * side) < 0.8 && light / Math.max(drawn, 1) < 0.4;
}
