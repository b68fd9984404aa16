import { Schema } from 'mongoose';

/** The mongoose schema of plain records: `fields`, and what every stored row has. */
export const recordSchema = (fields: Record<string, unknown>): Schema =>
  new Schema(
    {
      ...fields,
      version: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
    },
    { versionKey: false, autoIndex: false, minimize: false },
  );
