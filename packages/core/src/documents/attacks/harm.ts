/** What an attack does to a bare Y.Doc; harms.ts checks that it does. */
export type Harm =
  | 'throws'
  | 'is half applied and throws'
  | 'makes a document that nobody can load'
  | 'waits in the document for ever'
  | 'silences another person'
  | 'diverges between phones'
  | "changes what isn't the author's to change"
  | 'takes from sight what others read'
  | 'leaves what nobody sees and nobody can take away'
  | 'makes a root that no document has'
  | 'makes reading throw'
  | 'grows over its limit'
  | 'swells what every join carries'
  | 'costs a long search'
  | 'means another thing than its bytes say'
