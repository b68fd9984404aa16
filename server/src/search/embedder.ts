/** A model that says where texts stand by what they mean. Optional: without one, passages are found by their words. */
export interface Embedder {
  /** Vectors of different models cannot be compared. */
  readonly model: string;
  /** One vector for each text, in order, all of the same length. Rejects when the model cannot be reached. */
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<number[][]>;
}
