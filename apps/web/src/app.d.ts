declare global {
  namespace App {
    interface Error {
      message: string
    }
    interface PageState {
      /** A sheet over the page is a step of the history: Back closes it. */
      sheet?: 'frame' | 'history'
    }
  }
}

export {}
