/** What a hangout can start from. */
export const TEMPLATES = ['backyard-afternoon', 'board-game-night', 'park-and-cornhole'] as const
export type TemplateId = (typeof TEMPLATES)[number]
/** 'blank': nothing but what the host writes. */
export const STARTS = [...TEMPLATES, 'blank'] as const
export type Start = (typeof STARTS)[number]
