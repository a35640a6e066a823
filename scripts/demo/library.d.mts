export interface DemoAlbum {
  readonly title: string;
  readonly artist: string;
  readonly genre: string;
  readonly songs: readonly string[];
}

export declare function inventLibrary(seed?: number): readonly DemoAlbum[];
