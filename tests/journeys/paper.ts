/** What is printed, as a phone's camera and a printer see it. */
import { expect, type Locator, type Page } from '@playwright/test'
import decodeQR from 'qr/decode.js'

/** Reads a QR code from the pixels on the screen, with a reader of other people's making. It looks again, as a camera does. */
export async function scan(code: Locator): Promise<string> {
  let read = ''
  await expect(async () => {
    read = await look(code)
  }).toPass({ timeout: 10_000 })
  return read
}

async function look(code: Locator): Promise<string> {
  const picture = (await code.screenshot()).toString('base64')
  // A page of its own: the one that is photographed lets no scripts in, and needs none.
  const dark = await code.page().context().newPage()
  const pixels = await dark.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    context.drawImage(image, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height)
    return { width, height, data: [...data] }
  }, picture)
  await dark.close()
  return decodeQR({ ...pixels, data: Uint8Array.from(pixels.data) })
}

const PAPERS = {
  letter: { media: '612 792', width: 816, height: 1056, margin: 38.4 },
  a4: { media: '595 842', width: 794, height: 1123, margin: 37.8 },
} as const // points as PDF counts them; CSS px at 96 a inch

/** Prints the page as a browser does. Every piece to cut out fits its sheet whole; nothing else of the page comes along. */
export async function expectPrinted(page: Page, paper: keyof typeof PAPERS): Promise<void> {
  const { media, width, height, margin } = PAPERS[paper]
  await expect(page.locator(`[data-paper="${paper}"]`)).toBeVisible()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, x, y]) =>
    [x, y].map((size) => Math.round(Number(size))).join(' '),
  )
  expect(new Set(boxes), 'paper').toEqual(new Set([media]))

  const seen = page.viewportSize()
  await page.setViewportSize({ width: Math.round(width - 2 * margin), height })
  await page.emulateMedia({ media: 'print' })
  const pieces = await page.locator('[data-cut]').evaluateAll((all) =>
    all.map((one) => ({
      height: one.getBoundingClientRect().height,
      whole: getComputedStyle(one).breakInside,
    })),
  )
  const room = height - 2 * margin
  for (const piece of pieces) {
    expect(piece.whole).toBe('avoid')
    expect(piece.height).toBeLessThan(room)
  }
  // Filled one after the other, each on the next sheet where it doesn't fit: no blank sheet before, between or behind.
  let sheets = pieces.length > 0 ? 1 : boxes.length
  let used = 0
  for (const piece of pieces) {
    if (used + piece.height > room) {
      sheets++
      used = 0
    }
    used += piece.height
  }
  expect(boxes.length, 'sheets').toBe(sheets)
  await expect(page.getByRole('navigation')).toBeHidden()
  await expect(page.getByRole('button')).toHaveCount(0)
  await page.emulateMedia({ media: null })
  if (seen) await page.setViewportSize(seen)
}
